"""Cases of `Adam` and `AdamW`."""

import torch

from .case import OptimizerCase


def adamw_options(draw):
    """Draw options that both take."""
    return {
        "lr": draw.choice((0.1, 0.001, 1, 0)),
        "betas": draw.choice(((0.9, 0.999), (0.0, 0.9), (0.5, 0.0), (0.3, 0.99))),
        "eps": draw.choice((1e-8, 1e-3, 1.0)),
        "weight_decay": draw.choice((0, 0.01, 0.3)),
        "amsgrad": draw.boolean(),
        "maximize": draw.boolean(),
    }


def adam_options(draw):
    """Draw options of Adam."""
    return {**adamw_options(draw), "decoupled_weight_decay": draw.boolean()}


REFUSED = {
    "negative lr": lambda: {"lr": -0.1},
    "negative eps": lambda: {"eps": -1e-8},
    "negative weight decay": lambda: {"weight_decay": -0.1},
    "first beta is 1": lambda: {"betas": (1.0, 0.9)},
    "second beta is negative": lambda: {"betas": (0.9, -0.1)},
    "betas are integers": lambda: {"betas": (0, 0)},
    "no parameters": lambda: {"params": []},
}
STRICTER = {
    "three betas": lambda: {"betas": (0.9, 0.9, 0.9)},
    "weight decay is a switch": lambda: {"weight_decay": True},
}

CASES = [
    OptimizerCase(
        name="Adam",
        arguments=adam_options,
        groups=lambda draw: {"lr": draw.choice((0.05, 0.5)), "betas": (0.8, 0.9)},
        reference=torch.optim.Adam,
        refused=REFUSED,
        stricter=STRICTER,
    ),
    OptimizerCase(
        name="AdamW",
        arguments=adamw_options,
        groups=lambda draw: {"weight_decay": draw.choice((0, 0.5)), "eps": 1e-2},
        reference=torch.optim.AdamW,
        refused=REFUSED,
        stricter=STRICTER,
    ),
]
