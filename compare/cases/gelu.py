"""Cases of `gelu` and `GELU`."""

from math import pi, sqrt

import numpy as np
import torch

from .case import FunctionCase, ModuleCase, always

KINDS = ("none", "tanh")
# where torch's sigmoid of the score is flushed to 0 and the answer is subnormal
FLUSHED = {"float32": (-11.5, -9.5), "float64": (-23.0, -20.0)}


def values(draw):
    """Draw numbers of any shape, none where torch's answer is flushed to 0."""
    array = draw.array(*draw.shape())
    low, high = FLUSHED[str(draw.dtype)]
    return np.where((array > low) & (array < high), array / 2, array).astype(draw.dtype)


def accurate(input, approximate="none"):
    """Compute gelu in torch with the digits that torch's own gelu loses for x < 0."""
    if approximate == "none":
        return input * torch.erfc(input * -sqrt(0.5)) / 2
    return input * torch.sigmoid(2 * sqrt(2 / pi) * (input + 0.044715 * input**3))


CASES = [
    FunctionCase(
        name="gelu",
        arguments=lambda draw: {
            "input": values(draw),
            "approximate": draw.choice(KINDS),
        },
        reference=accurate,
        analytic=always,
    ),
    ModuleCase(
        name="GELU",
        arguments=lambda draw: {"approximate": draw.choice(KINDS)},
        inputs=lambda draw, options: (values(draw),),
        functional=lambda module, input: (
            "gelu",
            {"input": input, "approximate": module.approximate},
        ),
        stricter={"no such approximation": lambda: {"approximate": "erf"}},
    ),
]
