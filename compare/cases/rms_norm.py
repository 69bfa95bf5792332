"""Cases of `rms_norm` and `RMSNorm`."""

import numpy as np
import torch

from .batch_norm import numbers
from .case import FunctionCase, ModuleCase, always
from .layer_norm import examples, module_inputs, normalized, ones, refusal


def epsilon(draw):
    """Draw eps; the dtype's own where torch in float64 takes the same."""
    own = (None,) if draw.dtype == np.float64 else ()
    return draw.choice((1e-5, 1e-3, 0.5, *own))


def rms_norm_arguments(draw):
    """Draw examples, mostly with a weight."""
    shape = normalized(draw)
    return {
        "input": examples(draw, shape),
        "normalized_shape": shape,
        "weight": None if draw.integer(0, 3) == 3 else numbers(draw, *shape),
        "eps": epsilon(draw),
    }


def has_slope(arguments):
    """Tell whether differences can see the slope: at 0 eps alone makes it finite."""
    shape, input = arguments["normalized_shape"], arguments["input"]
    square = (input.reshape(-1, int(np.prod(shape))) ** 2).mean(1)
    return arguments["eps"] is not None or bool((square > 1e-4).all())


def rms_norm_options(draw):
    """Draw the constructor's options."""
    shape = normalized(draw)
    return {
        "normalized_shape": shape[0] if len(shape) == 1 else shape,
        "eps": epsilon(draw),
        "elementwise_affine": draw.integer(0, 3) != 3,
    }


CASES = [
    FunctionCase(
        name="rms_norm",
        arguments=rms_norm_arguments,
        gradients=("input", "weight"),
        reference=torch.nn.functional.rms_norm,
        analytic=always,
        sloped=has_slope,
        refused={
            "a number for the shape": refusal(3),
            "another size": refusal((4,)),
            "no size": refusal(()),
            "more sizes than dimensions": refusal((2, 4, 3)),
            "a fractional size": refusal((3.0,)),
            "weight too short": refusal((3,), weight=ones(2)),
            "a word for eps": refusal((3,), eps="small"),
        },
        stricter={
            "weight in float64": refusal((3,), weight=ones(3, dtype=np.float64)),
            "integers": refusal((3,), ones(4, 3, dtype=np.int64)),
        },
    ),
    ModuleCase(
        name="RMSNorm",
        arguments=rms_norm_options,
        inputs=module_inputs,
        reference=torch.nn.RMSNorm,
        functional=lambda module, input: (
            "rms_norm",
            {
                "input": input,
                "normalized_shape": module.normalized_shape,
                "weight": module.weight,
                "eps": module.eps,
            },
        ),
        refused={
            "a negative size": lambda: {"normalized_shape": -1},
            "a fractional size": lambda: {"normalized_shape": 3.0},
            "another size": lambda: {"normalized_shape": 4, "inputs": (ones(2, 3),)},
        },
    ),
]
