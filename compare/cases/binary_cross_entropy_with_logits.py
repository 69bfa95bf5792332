"""Cases of `binary_cross_entropy_with_logits` and `BCEWithLogitsLoss`."""

import numpy as np
import torch

from .binary_cross_entropy import (
    REFUSED_WEIGHTS,
    STRICTER_WEIGHTS,
    UNEQUAL,
    draw_weight,
    pair,
)
from .case import FunctionCase, ModuleCase
from .mse_loss import REDUCTIONS, REFUSED_PAIRS, STRICTER_PAIRS, numbers

NAME = "binary_cross_entropy_with_logits"
# torch gives NaN for -inf and yes, where the loss is infinite
LOGITS = (0.0, -0.0, float("nan"), 1e4, -1e4, 1e-40, -1e-40)


def draw_pos_weight(draw, shape):
    """Draw a factor away from 0, or none."""
    weight = draw_weight(draw, shape)
    return None if weight is None else np.asarray(0.25 + weight)


def doubtful(draw):
    """Draw any logits, and targets so far from yes and no that no loss is tiny."""
    shape = draw.shape()
    return {
        "input": draw.array(*shape, specials=LOGITS),
        "target": draw.between(0.125, 0.875, *shape),
        "weight": draw_weight(draw, shape),
        "pos_weight": draw_pos_weight(draw, shape),
        "reduction": draw.choice(REDUCTIONS),
    }


def confident(draw):
    """Draw logits whose exponential is a normal number, and any targets."""
    shape = draw.shape()
    return {
        "input": np.asarray(draw.array(*shape, specials=LOGITS).clip(-80, 80)),
        "target": draw.between(0, 1, *shape),
        "weight": draw_weight(draw, shape),
        "pos_weight": draw_weight(draw, shape),
        "reduction": draw.choice(REDUCTIONS),
    }


def by_logaddexp(input, target, weight, pos_weight, reduction):
    """Compute the same in torch; its own loses tiny losses beside the logit."""
    zero = torch.zeros_like(input)
    yes = target if pos_weight is None else target * pos_weight
    loss = yes * torch.logaddexp(zero, -input)
    loss = loss + (1 - target) * torch.logaddexp(zero, input)
    loss = loss if weight is None else loss * weight
    return loss if reduction == "none" else getattr(loss, reduction)()


CASES = [
    FunctionCase(
        name=NAME,
        arguments=doubtful,
        gradients=("input", "target"),
        reference=torch.nn.functional.binary_cross_entropy_with_logits,
        refused={
            **REFUSED_PAIRS,
            **REFUSED_WEIGHTS,
            **UNEQUAL,
            "pos_weight of another length": pair(pos_weight=numbers(2)),
            "pos_weight of more dimensions": pair(pos_weight=numbers(2, 2, 3)),
        },
        stricter={
            **STRICTER_WEIGHTS,
            "mixed dtypes": STRICTER_PAIRS["mixed dtypes"],
            "pos_weight of another dtype": pair(pos_weight=numbers(3, dtype="float64")),
        },
    ),
    FunctionCase(
        name=f"{NAME}.tails",
        covers=(NAME,),
        arguments=confident,
        call=lambda dl, **options: getattr(dl, NAME)(**options),
        reference=by_logaddexp,
    ),
    ModuleCase(
        name="BCEWithLogitsLoss",
        arguments=lambda draw: {
            "weight": draw_weight(draw, (2, 3)),
            "reduction": draw.choice(REDUCTIONS),
            "pos_weight": draw_pos_weight(draw, (2, 3)),
        },
        inputs=lambda draw, options: (
            draw.array(2, 3, specials=LOGITS),
            draw.between(0.125, 0.875, 2, 3),
        ),
        reference=torch.nn.BCEWithLogitsLoss,
        functional=lambda module, input, target: (
            NAME,
            {
                "input": input,
                "target": target,
                "weight": module.weight,
                "reduction": module.reduction,
                "pos_weight": module.pos_weight,
            },
        ),
    ),
]
