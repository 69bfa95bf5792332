"""Cases of `layer_norm` and `LayerNorm`."""

import numpy as np
import torch

from .batch_norm import numbers
from .case import FunctionCase, ModuleCase, always


def normalized(draw):
    """Draw one or two sizes."""
    return draw.choice(((draw.size(2),), (draw.size(), draw.size(2)), (1,)))


def examples(draw, shape):
    """Draw examples of that shape, now and then none."""
    before = draw.choice(((draw.size(),), (), (draw.size(), 2), (0,)))
    return draw.array(*before, *shape)


def layer_norm_arguments(draw):
    """Draw examples, mostly with weight and bias."""
    shape = normalized(draw)
    return {
        "input": examples(draw, shape),
        "normalized_shape": shape,
        "weight": None if draw.integer(0, 3) == 3 else numbers(draw, *shape),
        "bias": None if draw.integer(0, 3) == 3 else numbers(draw, *shape),
        "eps": draw.choice((1e-5, 1e-3, 0.5)),
    }


def layer_norm_options(draw):
    """Draw the constructor's options."""
    shape = normalized(draw)
    return {
        "normalized_shape": shape[0] if len(shape) == 1 else shape,
        "eps": draw.choice((1e-5, 1e-3, 0.5)),
        "elementwise_affine": draw.integer(0, 3) != 3,
        "bias": draw.integer(0, 3) != 3,
    }


def module_inputs(draw, options):
    """Draw the input of a module."""
    shape = options["normalized_shape"]
    return (examples(draw, (shape,) if isinstance(shape, int) else shape),)


def ones(*shape, dtype=np.float32):
    """Make an array for a call that is refused."""
    return np.ones(shape, dtype)


def refusal(shape, input=None, **options):
    """Make arguments that are refused."""
    input = ones(4, 3) if input is None else input
    return lambda: {"input": input, "normalized_shape": shape} | options


CASES = [
    FunctionCase(
        name="layer_norm",
        arguments=layer_norm_arguments,
        gradients=("input", "weight", "bias"),
        reference=torch.nn.functional.layer_norm,
        analytic=always,
        refused={
            "a number for the shape": refusal(3),
            "another size": refusal((4,)),
            "no size": refusal(()),
            "more sizes than dimensions": refusal((2, 4, 3)),
            "a negative size": refusal((-1,)),
            "a fractional size": refusal((3.0,)),
            "no dimension": refusal((1,), np.ones((), np.float32)),
            "weight too short": refusal((3,), weight=ones(2)),
            "bias too long": refusal((3,), bias=ones(4)),
            "weight in float64": refusal((3,), weight=ones(3, dtype=np.float64)),
            "bias in float64": refusal((3,), bias=ones(3, dtype=np.float64)),
            "integers": refusal((3,), ones(4, 3, dtype=np.int64)),
        },
    ),
    ModuleCase(
        name="LayerNorm",
        arguments=layer_norm_options,
        inputs=module_inputs,
        reference=torch.nn.LayerNorm,
        functional=lambda module, input: (
            "layer_norm",
            {
                "input": input,
                "normalized_shape": module.normalized_shape,
                "weight": module.weight,
                "bias": module.bias,
                "eps": module.eps,
            },
        ),
        refused={
            "a negative size": lambda: {"normalized_shape": -1},
            "a negative size among others": lambda: {"normalized_shape": (-1, 3)},
            "a fractional size": lambda: {"normalized_shape": 3.0},
            "a switch": lambda: {"normalized_shape": True},
            "another size": lambda: {
                "normalized_shape": 4,
                "inputs": (ones(2, 3),),
            },
        },
        stricter={"no size": lambda: {"normalized_shape": ()}},
    ),
]
