"""Cases of `group_norm`, `GroupNorm` and `instance_norm`."""

import numpy as np
import torch

from .batch_norm import away, numbers, ones
from .case import FunctionCase, ModuleCase, always
from .strategies import SPECIALS


def batch(draw, channels, trailing, smallest=0):
    """Draw (N, C, ...) values of which each group has at least two."""
    n = smallest if draw.integer(0, 9) == 9 else draw.size(2)
    return numbers(draw, n, channels, *trailing, specials=SPECIALS)


def grouped(draw):
    """Draw the numbers of groups and of channels."""
    groups = draw.size(1, 3)
    return groups, groups * draw.size(1, 3)


def group_norm_arguments(draw):
    """Draw everything; torch's own backward fails for a bias without a weight."""
    groups, c = grouped(draw)
    trailing = draw.choice(((), (draw.size(),), (draw.size(), 2)))
    weight = None if draw.integer(0, 3) == 3 else numbers(draw, c)
    bias = None if weight is None or draw.integer(0, 3) == 3 else numbers(draw, c)
    return {
        "input": batch(draw, c, trailing),
        "num_groups": groups,
        "weight": weight,
        "bias": bias,
        "eps": draw.choice((1e-5, 1e-3, 0.5)),
    }


def instance_norm_arguments(draw):
    """Draw everything; running statistics may be missing."""
    c = draw.size()
    tracked = draw.integer(0, 3) != 3
    own = not tracked or draw.integer(0, 3) != 3
    trailing = draw.choice(((draw.size(2),), (draw.size(), 2)))
    input = batch(draw, c, trailing, 1)  # torch fails for none
    mean = numbers(draw, c)
    return {
        "input": input if own else away(input, mean),
        "running_mean": mean if tracked else None,
        "running_var": draw.positive(c) if tracked else None,
        "weight": None if draw.integer(0, 3) == 3 else numbers(draw, c),
        "bias": None if draw.integer(0, 3) == 3 else numbers(draw, c),
        "use_input_stats": own,
        "momentum": draw.choice((0.1, 0.5, 1.0, 0.0)),
        "eps": draw.choice((1e-5, 1e-3, 0.5)),
    }


def module_options(draw):
    """Draw the constructor's options."""
    groups, c = grouped(draw)
    return {
        "num_groups": groups,
        "num_channels": c,
        "eps": draw.choice((1e-5, 1e-3, 0.5)),
        "affine": draw.integer(0, 3) != 3,
        "bias": draw.integer(0, 3) != 3,
    }


def refusal(shape=(4, 6), groups=3, dtype=np.float32, **changed):
    """Make arguments of `group_norm` that are refused for what is changed."""
    given = {"input": ones(*shape, dtype=dtype), "num_groups": groups}
    return lambda: given | changed


def refused(shape=(4, 3, 5), **changed):
    """Make arguments of `instance_norm` that are refused for what is changed."""
    return lambda: {"input": ones(*shape)} | changed


CASES = [
    FunctionCase(
        name="group_norm",
        arguments=group_norm_arguments,
        gradients=("input", "weight", "bias"),
        reference=torch.nn.functional.group_norm,
        analytic=always,
        refused={
            "groups that do not divide": refusal(groups=4),
            "no groups": refusal(groups=-1),
            "a fraction of groups": refusal(groups=3.0),
            "one dimension": refusal((6,)),
            "one value per group": refusal((1, 3)),
            "weight too short": refusal(weight=ones(3)),
            "bias too long": refusal(bias=ones(7)),
            "weight in float64": refusal(weight=ones(6, dtype=np.float64)),
            "integers": refusal(dtype=np.int64),
        },
    ),
    ModuleCase(
        name="GroupNorm",
        arguments=module_options,
        inputs=lambda draw, options: (
            batch(draw, options["num_channels"], draw.choice(((), (draw.size(),)))),
        ),
        reference=torch.nn.GroupNorm,
        functional=lambda module, input: (
            "group_norm",
            {
                "input": input,
                "num_groups": module.num_groups,
                "weight": module.weight,
                "bias": module.bias,
                "eps": module.eps,
            },
        ),
        refused={
            "groups that do not divide": lambda: {"num_groups": 2, "num_channels": 3},
            "a fraction of channels": lambda: {"num_groups": 2, "num_channels": 4.0},
            "other channels": lambda: {
                "num_groups": 2,
                "num_channels": 4,
                "inputs": (ones(2, 6),),
            },
        },
    ),
    FunctionCase(
        name="instance_norm",
        arguments=instance_norm_arguments,
        gradients=("input", "weight", "bias"),
        buffers=("running_mean", "running_var"),
        reference=torch.nn.functional.instance_norm,
        analytic=always,
        refused={
            "two dimensions": refused((4, 3)),
            "one value per channel": refused((4, 3, 1)),
            "running_mean alone": refused(running_mean=ones(3)),
            "running_var alone": refused(running_var=ones(3)),
            "no statistics": refused(use_input_stats=False),
            "weight too short": refused(weight=ones(2)),
            "bias in float64": refused(bias=ones(3, dtype=np.float64)),
        },
    ),
]
