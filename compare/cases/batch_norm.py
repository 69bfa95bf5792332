"""Cases of `batch_norm` and `BatchNorm1d`."""

import numpy as np
import torch

from .case import FunctionCase, ModuleCase, always
from .strategies import SPECIALS

# torch multiplies out: input * (weight * rstd) + (bias - mean * weight * rstd). Other
# NaNs than ours come of infinities in it, and tiny numbers are lost in the second sum.
FINITE = (0.0, -0.0, np.nan, 1e4, -1e4)


def numbers(draw, *shape, specials=FINITE):
    """Draw numbers that are not tiny."""
    array = draw.array(*shape, specials=specials)
    return np.where(np.abs(array) < 1e-30, 0, array).astype(array.dtype)


def batch(draw, channels):
    """Draw (N, C) or (N, C, L) values, now and then (N, C, H, W) or none."""
    n = draw.size(2)
    trailing = draw.choice(((), (), (draw.size(),), (draw.size(), 2)))
    if draw.integer(0, 9) == 9:
        n = 0
    return numbers(draw, n, channels, *trailing, specials=SPECIALS)


def training_arguments(draw):
    """Draw everything; running statistics may be missing."""
    c = draw.size()
    tracked = draw.integer(0, 3) != 3
    return {
        "input": batch(draw, c),
        "running_mean": numbers(draw, c) if tracked else None,
        "running_var": draw.positive(c) if tracked else None,
        "weight": None if draw.integer(0, 3) == 3 else numbers(draw, c),
        "bias": None if draw.integer(0, 3) == 3 else numbers(draw, c),
        "training": True,
        "momentum": draw.choice((0.1, 0.5, 1.0, 0.0, float(draw.between(0.0, 1.0)))),
        "eps": draw.choice((1e-5, 1e-3, 0.5)),
    }


def away(input, mean):
    """Return the input with what torch would lose beside running_mean replaced."""
    column = mean.reshape(-1, *[1] * (input.ndim - 2))
    close = np.abs(input - column) < np.abs(column) / 8
    return np.where(close, 2 * column + np.copysign(1, column), input)


def evaluation_arguments(draw):
    """Draw everything, input not so close to running_mean that torch loses it."""
    c = draw.size()
    input, mean = batch(draw, c), numbers(draw, c)
    return {
        "input": away(input, mean),
        "running_mean": mean,
        "running_var": draw.positive(c),
        "weight": None if draw.integer(0, 3) == 3 else numbers(draw, c),
        "bias": None if draw.integer(0, 3) == 3 else numbers(draw, c),
        "eps": draw.choice((1e-5, 1e-3, 0.5, 0.0)),
    }


def batch_norm_options(draw):
    """Draw the constructor's options."""
    return {
        "num_features": draw.size(),
        "eps": draw.choice((1e-5, 1e-3, 0.5)),
        "momentum": draw.choice((0.1, 0.5, None, 1.0)),
        "affine": draw.integer(0, 3) != 3,
        "track_running_stats": draw.integer(0, 3) != 3,
    }


def functional(module, input):
    """Return the call of `batch_norm` that the module stands for."""
    momentum = module.momentum or 0.0
    if module.momentum is None and module.track_running_stats:
        momentum = 1 / (module.num_batches_tracked.item() + 1)
    return "batch_norm", {
        "input": input,
        "running_mean": module.running_mean,
        "running_var": module.running_var,
        "weight": module.weight,
        "bias": module.bias,
        "training": module.training or not module.track_running_stats,
        "momentum": momentum,
        "eps": module.eps,
    }


def ones(*shape, dtype=np.float32):
    """Make an array for a call that is refused."""
    return np.ones(shape, dtype)


def refusal(shape=(4, 3), dtype=np.float32, **changed):
    """Make arguments that are refused for what is changed."""
    running = {"running_mean": ones(3), "running_var": ones(3)}
    return lambda: {"input": ones(*shape, dtype=dtype)} | running | changed


CASES = [
    FunctionCase(
        name="batch_norm",
        arguments=training_arguments,
        gradients=("input", "weight", "bias"),
        buffers=("running_mean", "running_var"),
        reference=torch.nn.functional.batch_norm,
        analytic=always,
        refused={
            "one dimension": refusal((3,)),
            "no dimension in training": refusal((), training=True),
            "integers": refusal(dtype=np.int64),
            "input in float64": refusal(dtype=np.float64),
            "weight in float64": refusal(weight=ones(3, dtype=np.float64)),
            "running_mean too long": refusal(running_mean=ones(4)),
            "running_var too short": refusal(running_var=ones(2)),
            "weight too long": refusal(weight=ones(4)),
            "bias too short": refusal(bias=ones(2)),
            "no running statistics in evaluation": refusal(
                running_mean=None, running_var=None
            ),
            "running_mean alone": refusal(running_var=None, training=True),
            "running_var alone": refusal(running_mean=None, training=True),
            "one value per channel": refusal((1, 3), training=True),
            "one value per channel of length 1": refusal((1, 3, 1), training=True),
            "eps of 0 in training": refusal(training=True, eps=0.0),
            "eps below 0": refusal(eps=-1.0),
            "no momentum": refusal(momentum=None),
        },
        stricter={
            "weight with two dimensions": refusal(weight=ones(3, 1)),
        },
    ),
    FunctionCase(
        name="batch_norm in evaluation",
        covers=("batch_norm",),
        call=lambda dl, **arguments: dl.batch_norm(**arguments),
        arguments=evaluation_arguments,
        gradients=("input", "weight", "bias"),
        buffers=("running_mean", "running_var"),
        reference=torch.nn.functional.batch_norm,
        analytic=always,
    ),
    ModuleCase(
        name="BatchNorm1d",
        arguments=batch_norm_options,
        inputs=lambda draw, options: (
            numbers(
                draw,
                draw.size(2),
                options["num_features"],
                *draw.choice(((), (), (draw.size(),))),
                specials=SPECIALS,
            ),
        ),
        reference=torch.nn.BatchNorm1d,
        functional=functional,
        refused={
            "negative width": lambda: {"num_features": -1},
            "another width": lambda: {"num_features": 2, "inputs": (ones(4, 3),)},
            "one dimension": lambda: {"num_features": 3, "inputs": (ones(3),)},
            "four dimensions": lambda: {
                "num_features": 3,
                "inputs": (ones(4, 3, 2, 2),),
            },
            "one value per channel": lambda: {
                "num_features": 3,
                "inputs": (ones(1, 3),),
            },
        },
    ),
]
