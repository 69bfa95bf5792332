"""Cases of `softmax` and `Softmax`."""

import numpy as np
import torch

from .case import FunctionCase, ModuleCase, always


def classes(draw):
    """Draw logits and the dimension of the classes, counted from either end."""
    shape = draw.shape()
    limit = max(len(shape), 1)
    return {"input": draw.array(*shape), "dim": draw.integer(-limit, limit - 1)}


REFUSED = {
    "no such dim": lambda: {"input": np.ones((2, 3), np.float32), "dim": 2},
    "dim too low": lambda: {"input": np.ones((2, 3), np.float32), "dim": -3},
    "dim of a number": lambda: {"input": np.ones((), np.float32), "dim": 1},
    "dim is a float": lambda: {"input": np.ones((2, 3), np.float32), "dim": 1.0},
}
NO_DIM = {"no dim": lambda: {"input": np.ones((2, 3), np.float32), "dim": None}}

CASES = [
    FunctionCase(
        name="softmax",
        arguments=classes,
        reference=torch.nn.functional.softmax,
        analytic=always,
        refused=REFUSED,
        stricter=NO_DIM,
    ),
    ModuleCase(
        name="Softmax",
        arguments=lambda draw: {"dim": draw.choice((-1, 0, 1, -2))},
        inputs=lambda draw, options: (draw.array(*draw.shape(2, 3)),),
        reference=torch.nn.Softmax,
        functional=lambda module, input: (
            "softmax",
            {"input": input, "dim": module.dim},
        ),
    ),
]
