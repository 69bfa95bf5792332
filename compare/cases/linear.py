"""Cases of `linear` and `Linear`."""

import numpy as np
import torch

from .case import FunctionCase, ModuleCase, always


def linear_arguments(draw):
    """Draw (..., d) examples, (k, d) weights and, mostly, (k,) biases."""
    batch = draw.choice(((draw.size(),), (), (draw.size(), 2), (0,)))
    d, k = draw.size(), draw.size()
    bias = None if draw.integer(0, 3) == 3 else draw.array(k)
    return {"input": draw.array(*batch, d), "weight": draw.array(k, d), "bias": bias}


def linear_options(draw):
    """Draw widths, and now and then no bias."""
    return {
        "in_features": draw.size(),
        "out_features": draw.size(),
        "bias": draw.integer(0, 3) != 3,
    }


def ones(*shape, dtype=np.float32):
    """Make an array for a call that is refused."""
    return np.ones(shape, dtype)


CASES = [
    FunctionCase(
        name="linear",
        arguments=linear_arguments,
        gradients=("input", "weight", "bias"),
        reference=torch.nn.functional.linear,
        exact=always,
        analytic=always,
        refused={
            "widths differ": lambda: {"input": ones(2, 3), "weight": ones(4, 2)},
            "bias too long": lambda: {
                "input": ones(2, 3),
                "weight": ones(4, 3),
                "bias": ones(5),
            },
            "mixed dtypes": lambda: {
                "input": ones(2, 3),
                "weight": ones(4, 3, dtype=np.float64),
            },
        },
    ),
    ModuleCase(
        name="Linear",
        arguments=linear_options,
        inputs=lambda draw, options: (draw.array(draw.size(), options["in_features"]),),
        reference=torch.nn.Linear,
        functional=lambda module, input: (
            "linear",
            {"input": input, "weight": module.weight, "bias": module.bias},
        ),
        refused={
            "negative width": lambda: {"in_features": -1, "out_features": 2},
        },
    ),
]
