"""Cases of `mse_loss` and `MSELoss`."""

import numpy as np
import torch

from .case import FunctionCase, ModuleCase

REDUCTIONS = ("mean", "sum", "none")


def pair_arguments(draw):
    """Draw two arrays of one shape, ties included, and a reduction."""
    shape = draw.shape()
    return {
        "input": draw.array(*shape),
        "target": draw.array(*shape),
        "reduction": draw.choice(REDUCTIONS),
    }


def pair_inputs(draw, options):
    """Draw two arrays of one shape."""
    shape = draw.shape()
    return draw.array(*shape), draw.array(*shape)


def reduction_option(draw):
    """Draw a reduction."""
    return {"reduction": draw.choice(REDUCTIONS)}


def divides_exactly(arguments):
    """Tell whether a mean, if there is one, is over 2**k elements."""
    size = arguments["input"].size
    return arguments["reduction"] != "mean" or size.bit_count() == 1


def numbers(*shape, dtype=np.float32):
    """Make an array for a call that is refused."""
    return np.ones(shape, dtype)


REFUSED_PAIRS = {
    "shapes that do not broadcast": lambda: {
        "input": numbers(2, 3),
        "target": numbers(2, 2),
    },
    "integers": lambda: {
        "input": numbers(2, 3, dtype=np.int64),
        "target": numbers(2, 3, dtype=np.int64),
    },
    "no reduction of that name": lambda: {
        "input": numbers(2, 3),
        "target": numbers(2, 3),
        "reduction": "average",
    },
}
REFUSED_INPUTS = {
    "shapes that do not broadcast": lambda: {
        "inputs": (numbers(2, 3), numbers(2, 2)),
    },
}
STRICTER_PAIRS = {
    "shapes that broadcast": lambda: {"input": numbers(2, 3), "target": numbers(3)},
    "mixed dtypes": lambda: {
        "input": numbers(2, 3),
        "target": numbers(2, 3, dtype=np.float64),
    },
}

CASES = [
    FunctionCase(
        name="mse_loss",
        arguments=pair_arguments,
        gradients=("input", "target"),
        reference=torch.nn.functional.mse_loss,
        exact=divides_exactly,
        analytic=lambda arguments: True,
        refused=REFUSED_PAIRS,
        stricter=STRICTER_PAIRS,
    ),
    ModuleCase(
        name="MSELoss",
        arguments=reduction_option,
        inputs=pair_inputs,
        reference=torch.nn.MSELoss,
        functional=lambda module, input, target: (
            "mse_loss",
            {"input": input, "target": target, "reduction": module.reduction},
        ),
        refused=REFUSED_INPUTS,
    ),
]
