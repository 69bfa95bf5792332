"""Cases of `RMSprop`."""

import torch

from .case import OptimizerCase


def rmsprop_options(draw):
    """Draw options."""
    return {
        "lr": draw.choice((0.1, 0.001, 1, 0)),
        "alpha": draw.choice((0.99, 0.5, 0.9)),
        "eps": draw.choice((1e-8, 1e-3, 1.0)),
        "weight_decay": draw.choice((0, 0.01, 0.3)),
        "momentum": draw.choice((0, 0.9, 0.5)),
        "centered": draw.boolean(),
        "maximize": draw.boolean(),
    }


CASES = [
    OptimizerCase(
        name="RMSprop",
        arguments=rmsprop_options,
        groups=lambda draw: {"lr": draw.choice((0.05, 0.5)), "alpha": 0.8},
        reference=torch.optim.RMSprop,
        refused={
            "negative lr": lambda: {"lr": -0.1},
            "negative alpha": lambda: {"alpha": -0.1},
            "negative eps": lambda: {"eps": -1e-8},
            "negative weight decay": lambda: {"weight_decay": -0.1},
            "negative momentum": lambda: {"momentum": -0.1},
            "no parameters": lambda: {"params": []},
        },
        stricter={"weight decay is a switch": lambda: {"weight_decay": True}},
    ),
]
