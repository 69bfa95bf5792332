"""Cases of `SGD` and `Optimizer`."""

import torch

from .case import OptimizerCase, always


def sgd_options(draw):
    """Draw options; dyadic ones in the regime "exact"."""
    nesterov = draw.boolean()
    exact = draw.regime == "exact"
    decay = draw.choice((0, 0.5) if exact else (0, 0.01, 0.3))
    if nesterov:
        momentum, dampening = draw.choice((0.5,) if exact else (0.9, 0.5, 1.0)), 0
    else:
        momentum = draw.choice((0, 0.5) if exact else (0, 0.9, 0.5))
        dampening = draw.choice((0, 0.5) if exact else (0, 0.1, 1.0))
    return {
        "lr": draw.choice((0.5, 0.25) if exact else (0.1, 0.013, 1, 0)),
        "momentum": momentum,
        "dampening": dampening,
        "weight_decay": decay,
        "nesterov": nesterov,
        "maximize": draw.boolean(),
    }


CASES = [
    OptimizerCase(
        name="SGD",
        arguments=sgd_options,
        groups=lambda draw: {
            "lr": draw.choice((0.5,) if draw.regime == "exact" else (0.05, 0.5)),
            "weight_decay": 0,
        },
        covers=("SGD", "Optimizer"),
        reference=torch.optim.SGD,
        exact=always,
        refused={
            "negative lr": lambda: {"lr": -0.1},
            "negative momentum": lambda: {"momentum": -0.9},
            "negative weight decay": lambda: {"weight_decay": -1e-4},
            "nesterov without momentum": lambda: {"nesterov": True},
            "nesterov with dampening": lambda: {
                "nesterov": True,
                "momentum": 0.9,
                "dampening": 0.1,
            },
            "no parameters": lambda: {"params": []},
            "no tensors": lambda: {"params": [1.0]},
        },
        stricter={
            "lr is not a number": lambda: {"lr": float("nan")},
            "dampening is a word": lambda: {"dampening": "none"},
            "weight decay is a switch": lambda: {"weight_decay": True},
        },
    ),
]
