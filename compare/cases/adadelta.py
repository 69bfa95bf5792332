"""Cases of `Adadelta`."""

import torch

from .case import OptimizerCase


def adadelta_options(draw):
    """Draw options."""
    return {
        "lr": draw.choice((1.0, 0.1, 0)),
        "rho": draw.choice((0.9, 0.5, 0.99)),
        "eps": draw.choice((1e-6, 1e-3, 1.0)),
        "weight_decay": draw.choice((0, 0.01, 0.3)),
        "maximize": draw.boolean(),
    }


CASES = [
    OptimizerCase(
        name="Adadelta",
        arguments=adadelta_options,
        groups=lambda draw: {"lr": draw.choice((0.05, 0.5)), "rho": 0.8},
        reference=torch.optim.Adadelta,
        refused={
            "negative lr": lambda: {"lr": -0.1},
            "rho above 1": lambda: {"rho": 1.5},
            "negative eps": lambda: {"eps": -1e-8},
            "negative weight decay": lambda: {"weight_decay": -0.1},
            "no parameters": lambda: {"params": []},
        },
    ),
]
