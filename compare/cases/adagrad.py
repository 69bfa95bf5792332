"""Cases of `Adagrad`."""

import torch

from .case import OptimizerCase


def adagrad_options(draw):
    """Draw options."""
    return {
        "lr": draw.choice((0.1, 0.001, 1, 0)),
        "lr_decay": draw.choice((0, 0.1, 1.0)),
        "weight_decay": draw.choice((0, 0.01, 0.3)),
        "initial_accumulator_value": draw.choice((0, 0.1, 1)),
        "eps": draw.choice((1e-10, 1e-3, 1.0)),
        "maximize": draw.boolean(),
    }


CASES = [
    OptimizerCase(
        name="Adagrad",
        arguments=adagrad_options,
        groups=lambda draw: {"lr": draw.choice((0.05, 0.5)), "lr_decay": 0.5},
        reference=torch.optim.Adagrad,
        refused={
            "negative lr": lambda: {"lr": -0.1},
            "negative lr decay": lambda: {"lr_decay": -0.1},
            "negative weight decay": lambda: {"weight_decay": -0.1},
            "negative start": lambda: {"initial_accumulator_value": -0.1},
            "negative eps": lambda: {"eps": -1e-8},
            "no parameters": lambda: {"params": []},
        },
        stricter={"weight decay is a switch": lambda: {"weight_decay": True}},
    ),
]
