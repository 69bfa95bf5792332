"""Cases of `nll_loss` and `NLLLoss`."""

import torch

from .case import FunctionCase, ModuleCase
from .cross_entropy import (
    REDUCTIONS,
    class_shape,
    draw_class_weight,
    draw_labels,
    labels,
    logits,
    refused_labels,
)


def nll_arguments(draw):
    """Draw any numbers for log-probabilities, and labels."""
    shape = class_shape(draw)
    ignore_index = draw.choice((-100, 0, 2))
    return {
        "input": draw.array(*shape),
        "target": draw_labels(draw, shape, ignore_index),
        "weight": draw_class_weight(draw, shape),
        "ignore_index": ignore_index,
        "reduction": draw.choice(REDUCTIONS),
    }


def divides_exactly(arguments):
    """Tell whether a mean, if there is one, is over 2**k labels of equal weight."""
    if arguments["weight"] is not None:
        return False
    kept = int((arguments["target"] != arguments["ignore_index"]).sum())
    return arguments["reduction"] != "mean" or kept.bit_count() == 1


def module_options(draw):
    """Draw options that suit three classes."""
    return {
        "weight": draw_class_weight(draw, (3,)),
        "ignore_index": draw.choice((-100, 1)),
        "reduction": draw.choice(REDUCTIONS),
    }


def module_inputs(draw, options):
    """Draw log-probabilities of three classes and labels."""
    shape = (draw.size(), 3)
    return draw.array(*shape), draw_labels(draw, shape, options["ignore_index"])


CASES = [
    FunctionCase(
        name="nll_loss",
        arguments=nll_arguments,
        reference=torch.nn.functional.nll_loss,
        exact=divides_exactly,
        analytic=lambda arguments: True,
        refused={
            **refused_labels(),
            "input without dimensions": lambda: {
                "input": logits(),
                "target": labels(0).reshape(()),
            },
            "probabilities": lambda: {"input": logits(2, 3), "target": logits(2, 3)},
        },
    ),
    ModuleCase(
        name="NLLLoss",
        arguments=module_options,
        inputs=module_inputs,
        reference=torch.nn.NLLLoss,
        functional=lambda module, input, target: (
            "nll_loss",
            {
                "input": input,
                "target": target,
                "weight": module.weight,
                "ignore_index": module.ignore_index,
                "reduction": module.reduction,
            },
        ),
    ),
]
