"""Cases of `Adamax`, `NAdam`, `RAdam` and `Rprop`."""

import torch

from .case import OptimizerCase

REFUSED = {
    "negative lr": lambda: {"lr": -0.1},
    "no parameters": lambda: {"params": []},
}
REFUSED_MEANS = REFUSED | {
    "negative eps": lambda: {"eps": -1e-8},
    "negative weight decay": lambda: {"weight_decay": -0.1},
    "beta of 1": lambda: {"betas": (0.9, 1.0)},
}


def adamax_options(draw):
    """Draw options."""
    return {
        "lr": draw.choice((0.1, 0.001, 1, 0)),
        "betas": draw.choice(((0.9, 0.999), (0.5, 0.75), (0.0, 0.9))),
        "eps": draw.choice((1e-8, 1e-3, 1.0)),
        "weight_decay": draw.choice((0, 0.01, 0.3)),
        "maximize": draw.boolean(),
    }


def radam_options(draw):
    """Draw options; with short averages the fourth step is rectified."""
    betas = (0.9, 0.999), (0.5, 0.75), (0.5, 0.9)
    return adamax_options(draw) | {
        "betas": draw.choice(betas),
        "decoupled_weight_decay": draw.boolean(),
    }


def nadam_options(draw):
    """Draw options."""
    return adamax_options(draw) | {
        "momentum_decay": draw.choice((0.004, 0.0, 0.5)),
        "decoupled_weight_decay": draw.boolean(),
    }


def rprop_options(draw):
    """Draw options."""
    return {
        "lr": draw.choice((0.1, 0.001, 1)),
        "etas": draw.choice(((0.5, 1.2), (0.25, 2.0))),
        "step_sizes": draw.choice(((1e-6, 50), (0.05, 0.5))),
        "maximize": draw.boolean(),
    }


CASES = [
    OptimizerCase(
        name="Adamax",
        arguments=adamax_options,
        groups=lambda draw: {"lr": draw.choice((0.05, 0.5))},
        reference=torch.optim.Adamax,
        refused=REFUSED_MEANS,
    ),
    OptimizerCase(
        name="NAdam",
        arguments=nadam_options,
        groups=lambda draw: {"lr": draw.choice((0.05, 0.5))},
        reference=torch.optim.NAdam,
        refused=REFUSED_MEANS | {"negative decay": lambda: {"momentum_decay": -0.1}},
    ),
    OptimizerCase(
        name="RAdam",
        arguments=radam_options,
        steps=7,
        groups=lambda draw: {"lr": draw.choice((0.05, 0.5))},
        reference=torch.optim.RAdam,
        refused=REFUSED_MEANS,
    ),
    OptimizerCase(
        name="Rprop",
        arguments=rprop_options,
        groups=lambda draw: {"lr": draw.choice((0.05, 0.5))},
        reference=torch.optim.Rprop,
        refused=REFUSED | {"factors that do not shrink": lambda: {"etas": (1.5, 2.0)}},
        stricter={"one step size": lambda: {"step_sizes": (1e-6,)}},
    ),
]
