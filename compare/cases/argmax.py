"""Cases of `argmax`, `hardmax` and `Hardmax`."""

import numpy as np
import torch

from .case import FunctionCase, ModuleCase, always
from .softmax import NO_DIM, REFUSED


def choices(draw):
    """Draw an array with something to choose, ties likely, and a dimension or none."""
    shape = tuple(draw.size(1, 4) for _ in range(draw.integer(0, 3)))
    limit = max(len(shape), 1)
    array = draw.array(*shape)
    if draw.boolean():
        array = np.asarray(np.sign(array))
    dim = None if draw.integer(0, 3) == 3 else draw.integer(-limit, limit - 1)
    if dim is not None and len(shape) > 1 and draw.integer(0, 5) == 5:
        array = array.take([], (dim + 1) % len(shape))  # nothing to choose for
    return {"input": array, "dim": dim}


def along(draw):
    """Draw the same with a dimension."""
    arguments = choices(draw)
    return {**arguments, "dim": arguments["dim"] or 0}


def one_hot(input, dim):
    """Mark the first maximum, with the gradient 0 that torch gives constants."""
    first = input.argmax(dim, keepdim=True)
    rows = torch.zeros_like(input).scatter(dim, first, 1.0)
    return torch.where(torch.ones_like(input, dtype=torch.bool), rows, input)


EMPTY = {
    "empty dim": lambda: {"input": np.ones((2, 0), np.float32), "dim": 1},
}

CASES = [
    FunctionCase(
        name="argmax",
        arguments=lambda draw: {**choices(draw), "keepdim": draw.boolean()},
        reference=torch.argmax,
        gradients=(),
        exact=always,
        refused={
            **REFUSED,
            **EMPTY,
            "nothing": lambda: {"input": np.ones(0, np.float32)},
            "rows of nothing": lambda: {"input": np.ones((2, 0), np.float32)},
        },
    ),
    FunctionCase(
        name="hardmax",
        arguments=along,
        reference=one_hot,
        exact=always,
        bounded="it jumps at ties, where differences say nothing about the gradient",
        refused={**REFUSED, **EMPTY},
        stricter=NO_DIM,
    ),
    ModuleCase(
        name="Hardmax",
        arguments=lambda draw: {"dim": draw.choice((-1, 0, 1, -2))},
        inputs=lambda draw, options: (draw.array(draw.size(), draw.size()),),
        functional=lambda module, input: (
            "hardmax",
            {"input": input, "dim": module.dim},
        ),
        exact=always,
    ),
]
