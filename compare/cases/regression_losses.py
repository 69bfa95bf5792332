"""Cases of `l1_loss`, `smooth_l1_loss`, `huber_loss` and their modules."""

import torch

from .case import FunctionCase, ModuleCase
from .mse_loss import (
    REDUCTIONS,
    REFUSED_INPUTS,
    REFUSED_PAIRS,
    STRICTER_PAIRS,
    divides_exactly,
    numbers,
    pair_arguments,
    pair_inputs,
    reduction_option,
)

THRESHOLDS = (1.0, 0.5, 4.0, 0.3)


def smooth_l1_arguments(draw):
    """Draw a pair and where the square ends."""
    return {**pair_arguments(draw), "beta": draw.choice((*THRESHOLDS, 0.0))}


def huber_arguments(draw):
    """Draw a pair and where the square ends."""
    return {**pair_arguments(draw), "delta": draw.choice(THRESHOLDS)}


def dyadic(name):
    """Tell whether the threshold, too, is 0 or a power of two."""
    return lambda arguments: (
        divides_exactly(arguments) and (2 * arguments[name]).is_integer()
    )


CASES = [
    FunctionCase(
        name="l1_loss",
        arguments=pair_arguments,
        gradients=("input", "target"),
        reference=torch.nn.functional.l1_loss,
        exact=divides_exactly,
        refused=REFUSED_PAIRS,
        stricter=STRICTER_PAIRS,
    ),
    ModuleCase(
        name="L1Loss",
        arguments=reduction_option,
        inputs=pair_inputs,
        reference=torch.nn.L1Loss,
        functional=lambda module, input, target: (
            "l1_loss",
            {"input": input, "target": target, "reduction": module.reduction},
        ),
        refused=REFUSED_INPUTS,
    ),
    FunctionCase(
        name="smooth_l1_loss",
        arguments=smooth_l1_arguments,
        gradients=("input", "target"),
        reference=torch.nn.functional.smooth_l1_loss,
        exact=dyadic("beta"),
        refused={
            **REFUSED_PAIRS,
            "negative beta": lambda: {
                "input": numbers(2),
                "target": numbers(2),
                "beta": -1.0,
            },
        },
        stricter=STRICTER_PAIRS,
    ),
    ModuleCase(
        name="SmoothL1Loss",
        arguments=lambda draw: {
            "reduction": draw.choice(REDUCTIONS),
            "beta": draw.choice((*THRESHOLDS, 0.0)),
        },
        inputs=pair_inputs,
        reference=torch.nn.SmoothL1Loss,
        functional=lambda module, input, target: (
            "smooth_l1_loss",
            {
                "input": input,
                "target": target,
                "reduction": module.reduction,
                "beta": module.beta,
            },
        ),
        refused=REFUSED_INPUTS,
    ),
    FunctionCase(
        name="huber_loss",
        arguments=huber_arguments,
        gradients=("input", "target"),
        reference=torch.nn.functional.huber_loss,
        exact=dyadic("delta"),
        refused={
            **REFUSED_PAIRS,
            "delta of 0": lambda: {
                "input": numbers(2),
                "target": numbers(2),
                "delta": 0.0,
            },
        },
        stricter=STRICTER_PAIRS,
    ),
    ModuleCase(
        name="HuberLoss",
        arguments=lambda draw: {
            "reduction": draw.choice(REDUCTIONS),
            "delta": draw.choice(THRESHOLDS),
        },
        inputs=pair_inputs,
        reference=torch.nn.HuberLoss,
        functional=lambda module, input, target: (
            "huber_loss",
            {
                "input": input,
                "target": target,
                "reduction": module.reduction,
                "delta": module.delta,
            },
        ),
        refused=REFUSED_INPUTS,
    ),
]
