"""Cases of `dropout` and `Dropout`."""

import numpy as np
import torch

from .case import FunctionCase, ModuleCase


def probability(draw):
    """Draw p: 1/2, any number of 1/256ths, and now and then 0 or 1."""
    some = float(draw.inside(0.0, 1.0))
    return draw.choice((0.5, some, some, 0.0, 1.0, 1))


def dropout_arguments(draw):
    """Draw an input of any shape, p and the mode."""
    return {
        "input": draw.array(*draw.shape()),
        "p": probability(draw),
        "training": draw.integer(0, 3) != 3,
    }


def power_of_two(arguments):
    """Say whether the noise is 0 or a power of two, so that no product is rounded."""
    return arguments.get("p", 0.5) in (0, 0.5, 1)


def ones(dtype=np.float32):
    """Make an array for a call that is refused."""
    return np.ones((2, 3), dtype)


CASES = [
    FunctionCase(
        name="dropout",
        arguments=dropout_arguments,
        reference=torch.nn.functional.dropout,
        exact=power_of_two,
        seeded=True,
        refused={
            "p above 1": lambda: {"input": ones(), "p": 1.5},
            "p below 0": lambda: {"input": ones(), "p": -0.5},
            "p above 1 in evaluation": lambda: {
                "input": ones(),
                "p": 1.5,
                "training": False,
            },
            "p is NaN": lambda: {"input": ones(), "p": float("nan")},
            "integers": lambda: {"input": ones(np.int64)},
        },
        stricter={
            "integers with p = 1": lambda: {"input": ones(np.int64), "p": 1.0},
        },
    ),
    ModuleCase(
        name="Dropout",
        arguments=lambda draw: {"p": probability(draw)},
        inputs=lambda draw, options: (draw.array(*draw.shape()),),
        reference=torch.nn.Dropout,
        functional=lambda module, input: (
            "dropout",
            {"input": input, "p": module.p, "training": module.training},
        ),
        exact=power_of_two,
        seeded=True,
        refused={
            "p above 1": lambda: {"p": 1.5},
            "p below 0": lambda: {"p": -0.5},
        },
        stricter={"p is NaN": lambda: {"p": float("nan")}},
    ),
]
