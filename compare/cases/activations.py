"""Cases of activations that need no file of their own: one line and its options."""

import numpy as np
import torch

from .case import FunctionCase, ModuleCase, always
from .sigmoid import logits
from .strategies import SPECIALS

F = torch.nn.functional
# at NaN torch's vector loops and the remainder of an array give other gradients
FINITE = (0.0, -0.0, 1e4, -1e4, 1e-40)
NUMBERS = (-0.0, -3.0, 3.0, 6.0, *(number for number in SPECIALS if number == number))


def numbers(draw):
    """Draw numbers of any shape, the kinks among them."""
    return draw.array(*draw.shape(), specials=NUMBERS)


def activation(name, module, options=None, draw_input=numbers, reference=None, **told):
    """Return the cases of a function of one tensor and of its module.

    `reference` stands for torch's function where torch is less accurate.
    """
    options = options or (lambda draw: {})
    return [
        FunctionCase(
            name=name,
            arguments=lambda draw: {"input": draw_input(draw), **options(draw)},
            reference=reference or getattr(F, name),
            **told,
        ),
        ModuleCase(
            name=module,
            arguments=options,
            inputs=lambda draw, _: (draw_input(draw),),
            reference=None if reference else getattr(torch.nn, module),
        ),
    ]


def limits(draw):
    """Draw an interval."""
    low = draw.choice((-1.0, 0.0, -8.0, 2.0))
    return {"min_val": low, "max_val": low + draw.choice((0.5, 1.0, 6.0))}


def halves(draw):
    """Draw an array whose last dimension is even."""
    array = draw.array(draw.size(), 2 * draw.size(0), specials=FINITE[:2])
    return array.clip(-80, 80)  # below, torch's sigmoid is flushed to 0


def slopes(draw):
    """Draw an array and a slope for each of its channels, or one."""
    shape = draw.shape()
    channels = shape[1] if len(shape) > 1 else 1
    count = draw.choice((1, channels))
    return {
        "input": draw.array(*shape, specials=FINITE),
        "weight": draw.array(count, specials=()),
    }


ALPHAS = (1.0, 0.5, 2.0)
CASES = [
    *activation("mish", "Mish", draw_input=logits, analytic=always),
    *activation("selu", "SELU", signed=True),
    *activation("celu", "CELU", lambda draw: {"alpha": draw.choice(ALPHAS)}),
    *activation("relu6", "ReLU6", exact=always, signed=True),
    *activation("hardtanh", "Hardtanh", limits, exact=always, signed=True),
    # torch divides by a 6 that it rounded to float32, in float64 too
    *activation(
        "hardsigmoid", "Hardsigmoid", reference=lambda input: F.relu6(input + 3) / 6
    ),
    *activation("hardswish", "Hardswish"),
    *activation("softsign", "Softsign"),
    *activation(
        "glu",
        "GLU",
        lambda draw: {"dim": draw.choice((1, -1))},
        halves,
        analytic=always,
        refused={
            "a number": lambda: {"input": np.array(1, np.float32), "dim": -1},
        },
    ),
    FunctionCase(
        name="prelu",
        arguments=slopes,
        gradients=("input", "weight"),
        reference=F.prelu,
        refused={
            "two slopes for three channels": lambda: {
                "input": np.ones((2, 3), np.float32),
                "weight": np.ones(2, np.float32),
            },
            "two slopes without channels": lambda: {
                "input": np.ones(3, np.float32),
                "weight": np.ones(2, np.float32),
            },
            "no slope": lambda: {
                "input": np.ones(3, np.float32),
                "weight": np.ones(0, np.float32),
            },
        },
    ),
    ModuleCase(
        name="PReLU",
        arguments=lambda draw: {
            "num_parameters": draw.choice((1, 3)),
            "init": draw.choice((0.25, 1.0)),
        },
        inputs=lambda draw, _: (
            draw.array(draw.size(), 3, draw.size(), specials=FINITE),
        ),
        reference=torch.nn.PReLU,
    ),
    FunctionCase(
        name="logsumexp",
        arguments=lambda draw: {
            "input": draw.array(
                draw.size(), draw.size(0), draw.size(), specials=FINITE
            ),
            "dim": draw.choice((0, 1, 2, -1)),
            "keepdim": draw.boolean(),
        },
        reference=torch.logsumexp,
        analytic=always,
    ),
]
