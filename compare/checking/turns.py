"""Ways to keep the same numbers: columns, channels last, one-hot, and back again.

`to_reference` turns what a candidate holds into what torch takes, as tensors, so that
gradients flow through it; `to_candidate` makes a candidate's array of torch's.
"""

import numpy as np
import torch


def axes(count: int, last: bool) -> tuple[int, ...]:
    """Return the permutation that puts channels first, or last again."""
    if last:
        return (0, *range(2, count), 1)
    return (0, count - 1, *range(1, count - 1))


to_reference = {
    "same": lambda x: x,
    "turned": lambda x: x.T,
    "column": lambda x: x.reshape(-1),
    "row": lambda x: x.reshape(-1),
    "corner": lambda x: x.reshape(-1),
    "channels last": lambda x: x.permute(axes(x.ndim, False)),
    "kernel last": lambda x: x.permute(x.ndim - 1, x.ndim - 2, *range(x.ndim - 2)),
    "one-hot": lambda x: x.argmax(-1),
    "one-hot columns": lambda x: x.argmax(0),
    "labels in a column": lambda x: x.reshape(-1).long(),
    "index": lambda x: x.long(),
    "numbers": lambda x: x != 0,
    "inverted": lambda x: x == 0,
    "inverted numbers": lambda x: x == 0,
    "kept share": lambda x: 1 - x,
    "mode": lambda x: x == "train",
    "first": lambda x: x[0] if isinstance(x, (tuple, list)) else x,
}


def outputs(name: str, y, batch: int):
    """Turn what the reference returns into what a candidate returns."""
    if name == "same":
        return y
    if name == "turned":
        return y.T
    if name == "channels last":
        return y.permute(axes(y.ndim, True))
    if name == "half":
        return y / 2
    if name == "sum over rows":
        return y.sum() / batch
    if name == "half over rows":
        return y.sum() / (2 * batch)
    if name == "row sums":
        return y.reshape(y.shape[0], -1).sum(-1)
    if name == "row means":
        return y.reshape(y.shape[0], -1).mean(-1)
    if name == "matrix":
        return y.reshape(1, 1)
    if name == "vector":
        return y.reshape(1)
    if name == "column":
        return y.reshape(-1, 1)
    if name == "kept dimension":
        return y.unsqueeze(-1)
    if name == "base 2":
        return y / float(np.log(2))
    raise ValueError(f"no turn of an output: {name}")


def torch_leaf(value):
    """Make a tensor of an array."""
    return torch.as_tensor(value) if isinstance(value, np.ndarray) else value
