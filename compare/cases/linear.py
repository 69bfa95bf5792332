"""Cases of `linear` and `Linear`."""

import numpy as np
import torch

from .case import FunctionCase, ModuleCase, always


def linear_arguments(draw):
    """Draw (..., d) examples, (k, d) weights and, mostly, (k,) biases; or one row."""
    batch = draw.choice(((draw.size(),), (), (draw.size(), 2), (0,)))
    d, rows = draw.size(), (draw.size(),)
    if draw.integer(0, 7) == 7:
        rows = ()
    bias = None if not rows or draw.integer(0, 3) == 3 else draw.array(*rows)
    input, weight = draw.array(*batch, d), draw.array(*rows, d)
    return {"input": input, "weight": weight, "bias": bias}


def linear_options(draw):
    """Draw widths, one of them now and then 0, and now and then no bias."""
    return {
        "in_features": draw.size() if draw.integer(0, 9) else 0,
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
            "a vector for a weight beside a bias": lambda: {
                "input": ones(2, 3),
                "weight": ones(3),
                "bias": ones(),
            },
            "mixed dtypes": lambda: {
                "input": ones(2, 3),
                "weight": ones(4, 3, dtype=np.float64),
            },
            "bias of another dtype": lambda: {
                "input": ones(2, 3),
                "weight": ones(4, 3),
                "bias": ones(4, dtype=np.float64),
            },
            "weight with three dimensions": lambda: {
                "input": ones(2, 3),
                "weight": ones(4, 2, 3),
            },
            "input that is a number": lambda: {"input": ones(), "weight": ones(4, 3)},
            "input and weight that are numbers": lambda: {
                "input": ones(),
                "weight": ones(),
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
            "negative output width": lambda: {"in_features": 2, "out_features": -1},
        },
    ),
]
