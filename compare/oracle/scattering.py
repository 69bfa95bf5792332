"""Rules of operations that write into places given by indices."""

import numpy as np
import torch

from .aten import ADAPTED, array
from .bounded import Bounded, error_of, overflown, value_of
from .structural import tensor

aten = torch.ops.aten


def accumulated(call, x, y):
    """Bound repeated addition into the same places.

    `call(x, y)` is the operation on tensors; on ones it counts the terms of each place.
    """
    values = [torch.from_numpy(np.asarray(value_of(a), float)) for a in (x, y)]
    errors = [
        torch.from_numpy(np.broadcast_to(error_of(a), v.shape).astype(float))
        for a, v in zip((x, y), values)
    ]
    value, error = call(*values), call(*errors)
    sizes = call(values[0].abs(), values[1].abs()) + Bounded.U * error
    terms = call(torch.zeros_like(values[0]), torch.ones_like(values[1]))
    error = error + terms * sizes * (1 + terms * Bounded.U)
    return Bounded(value.numpy(), overflown(sizes.numpy(), error.numpy()))


def scatter_add(x, dim, index, y):
    """Bound sums into places along an axis."""
    return accumulated(lambda s, t: aten.scatter_add(s, dim, index, t), x, y)


def index_add(x, dim, index, y, alpha=1):
    """Bound sums of whole slices."""
    if alpha != 1:
        y = ADAPTED["add"](0, y, alpha)
    return accumulated(lambda s, t: aten.index_add(s, dim, index, t), x, y)


def index_put(x, indices, y, accumulate=False):
    """Bound writing, or adding, at indices."""
    indices = [None if i is None else tensor(i) for i in indices]
    y = array(y)
    if accumulate:
        shape = aten.index(torch.from_numpy(x.value), indices).shape

        def call(s, t):
            return aten.index_put(s, indices, t.expand(shape), True)

        return accumulated(call, x, y)
    return written(lambda s, t: aten.index_put(s, indices, t), x, y)


def written(call, x, y):
    """Write values and errors alike."""
    value = torch.from_numpy(np.asarray(value_of(y), float))
    error = torch.from_numpy(np.broadcast_to(error_of(y), value.shape).astype(float))
    return Bounded(
        call(torch.from_numpy(x.value), value).numpy(),
        call(torch.from_numpy(x.error), error).numpy(),
    )


def scatter(x, dim, index, y, **_):
    """Bound writing along an axis."""
    y = array(y)
    if np.ndim(value_of(y)) == 0:
        y = Bounded(
            np.full(index.shape, float(value_of(y))),
            np.full(index.shape, float(np.max(error_of(y)))),
        )
    return written(lambda s, t: aten.scatter(s, dim, index, t), x, y)


def masked_scatter(x, mask, y):
    """Bound writing where a mask holds."""
    return written(lambda s, t: aten.masked_scatter(s, mask, t), x, array(y))


ADAPTED.update(
    scatter_add=scatter_add,
    index_add=index_add,
    index_put=index_put,
    scatter=scatter,
    masked_scatter=masked_scatter,
)
