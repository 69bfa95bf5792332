"""Cases of `binary_cross_entropy` and `BCELoss`."""

import numpy as np
import torch

from .case import FunctionCase, ModuleCase, always
from .mse_loss import REDUCTIONS, REFUSED_PAIRS, numbers


def draw_weight(draw, shape):
    """Draw a weight that broadcasts to `shape`, or none."""
    kind = draw.integer(0, 3)
    if kind == 0:
        return None
    if kind == 1 and shape:
        return draw.between(0, 2, *shape[1:])
    if kind == 2:
        return draw.between(0, 2, *(1 for _ in shape))
    return draw.between(0, 2, *shape)


def inside_arguments(draw):
    """Draw probabilities other than 0 and 1."""
    shape = draw.shape()
    return {
        "input": draw.inside(0, 1, *shape),
        "target": draw.inside(0, 1, *shape),
        "weight": draw_weight(draw, shape),
        "reduction": draw.choice(REDUCTIONS),
    }


def end_arguments(draw):
    """Draw probabilities among which 0 and 1 are common."""
    shape = draw.shape()
    return {
        "input": np.asarray(draw.between(0, 1, *shape).round(draw.integer(0, 2))),
        "target": draw.labels(*shape, classes=2).astype(draw.dtype),
        "weight": draw_weight(draw, shape),
        "reduction": draw.choice(REDUCTIONS),
    }


def probabilities(value, dtype="float32"):
    """Make probabilities for a call that is refused."""
    return numbers(2, 3, dtype=dtype) * numbers(1, dtype=dtype).dtype.type(value)


def pair(**others):
    """Return a call with good probabilities and something else."""
    good = {"input": probabilities(0.5), "target": probabilities(0.5)}
    return lambda: {**good, **others}


REFUSED_WEIGHTS = {
    "weight of another length": pair(weight=numbers(2)),
    "weight of more dimensions": pair(weight=numbers(2, 2, 3)),
    "weight of more dimensions that seem to fit": pair(weight=numbers(3, 2, 3)),
}
STRICTER_WEIGHTS = {"weight of another dtype": pair(weight=numbers(3, dtype="float64"))}
UNEQUAL = {
    "shapes that broadcast": pair(target=numbers(3)),
    "integer target": pair(target=numbers(2, 3, dtype="int64")),
}

CASES = [
    FunctionCase(
        name="binary_cross_entropy",
        arguments=inside_arguments,
        gradients=("input", "target"),
        reference=torch.nn.functional.binary_cross_entropy,
        analytic=always,
        refused={
            **REFUSED_PAIRS,
            **REFUSED_WEIGHTS,
            **UNEQUAL,
            "mixed dtypes": pair(target=probabilities(0.5, "float64")),
            "input above 1": pair(input=probabilities(1.5)),
            "negative input": pair(input=probabilities(-0.5)),
            "NaN for an input": pair(input=probabilities(float("nan"))),
            "target above 1": pair(target=probabilities(1.5)),
            "negative target": pair(target=probabilities(-0.5)),
        },
        stricter=STRICTER_WEIGHTS,
    ),
    FunctionCase(
        name="binary_cross_entropy.ends",
        covers=("binary_cross_entropy",),
        arguments=end_arguments,
        call=lambda dl, **arguments: dl.binary_cross_entropy(**arguments),
        reference=torch.nn.functional.binary_cross_entropy,
        regimes=("special",),  # no probability lies beyond for a difference
    ),
    ModuleCase(
        name="BCELoss",
        arguments=lambda draw: {
            "weight": draw_weight(draw, (2, 3)),
            "reduction": draw.choice(REDUCTIONS),
        },
        inputs=lambda draw, options: (
            draw.inside(0, 1, 2, 3),
            draw.between(0, 1, 2, 3),
        ),
        reference=torch.nn.BCELoss,
        functional=lambda module, input, target: (
            "binary_cross_entropy",
            {
                "input": input,
                "target": target,
                "weight": module.weight,
                "reduction": module.reduction,
            },
        ),
    ),
]
