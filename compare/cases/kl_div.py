"""Cases of `kl_div` and `KLDivLoss`."""

import numpy as np
import torch

from .case import FunctionCase, ModuleCase
from .mse_loss import REFUSED_PAIRS, STRICTER_PAIRS

REDUCTIONS = ("batchmean", "mean", "sum", "none")


def kl_div_options(draw):
    """Draw a reduction, and whether the target is a logarithm."""
    return {"reduction": draw.choice(REDUCTIONS), "log_target": draw.boolean()}


def kl_div_inputs(draw, options):
    """Draw any log-probabilities, and probabilities or their logarithms."""
    shape = draw.shape()
    if options["log_target"]:
        # far above 0, where no log-probability is, exp overflows in float32 alone
        return draw.array(*shape), np.asarray(draw.array(*shape).clip(None, 8))
    prob = draw.between(0, 1, *shape)
    kind = draw.integer(0, 3)
    if kind == 2:
        prob = np.asarray(prob * draw.booleans(*shape))  # the impossible, too
    if kind == 3:
        prob = draw.between(-1, 1, *shape)  # no probabilities: torch takes them
    return draw.array(*shape), prob


def kl_div_arguments(draw):
    """Draw options and inputs together."""
    options = kl_div_options(draw)
    input, target = kl_div_inputs(draw, options)
    return {"input": input, "target": target, **options}


CASES = [
    FunctionCase(
        name="kl_div",
        arguments=kl_div_arguments,
        gradients=("input", "target"),
        reference=torch.nn.functional.kl_div,
        analytic=lambda arguments: True,
        refused=REFUSED_PAIRS,
        stricter=STRICTER_PAIRS,
    ),
    ModuleCase(
        name="KLDivLoss",
        arguments=kl_div_options,
        inputs=kl_div_inputs,
        reference=torch.nn.KLDivLoss,
        functional=lambda module, input, target: (
            "kl_div",
            {
                "input": input,
                "target": target,
                "reduction": module.reduction,
                "log_target": module.log_target,
            },
        ),
    ),
]
