"""Cases of `softplus` and `Softplus`."""

import numpy as np
import torch

from .case import FunctionCase, ModuleCase

# powers of two, so that a tie with the threshold is one in both dtypes
BETAS = (1.0, 0.5, 2.0, 8.0, -1.0)
THRESHOLDS = (20.0, 1.0, 0.0, -5.0, 60.0)  # torch's exp overflows from 89 on


def options(draw):
    """Draw beta and threshold."""
    return {"beta": draw.choice(BETAS), "threshold": draw.choice(THRESHOLDS)}


CASES = [
    FunctionCase(
        name="softplus",
        arguments=lambda draw: {"input": draw.array(*draw.shape()), **options(draw)},
        reference=torch.nn.functional.softplus,
        stricter={
            "beta is 0": lambda: {"input": np.ones(2, np.float32), "beta": 0.0},
            "beta is infinite": lambda: {
                "input": np.ones(2, np.float32),
                "beta": float("inf"),
            },
        },
    ),
    ModuleCase(
        name="Softplus",
        arguments=options,
        inputs=lambda draw, options: (draw.array(*draw.shape()),),
        reference=torch.nn.Softplus,
        functional=lambda module, input: (
            "softplus",
            {"input": input, "beta": module.beta, "threshold": module.threshold},
        ),
        stricter={"beta is 0": lambda: {"beta": 0.0}},
    ),
]
