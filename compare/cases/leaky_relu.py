"""Cases of `leaky_relu` and `LeakyReLU`."""

import torch

from .case import FunctionCase, ModuleCase

SLOPES = (0.01, 0.25, 0.2, 0.0, 1.0, 2.0, -0.5)


def exact(arguments):
    """Tell slopes that are multiples of a quarter."""
    return arguments["negative_slope"] * 4 % 1 == 0


CASES = [
    FunctionCase(
        name="leaky_relu",
        arguments=lambda draw: {
            "input": draw.array(*draw.shape()),
            "negative_slope": draw.choice(SLOPES),
        },
        reference=torch.nn.functional.leaky_relu,
        signed=True,
        exact=exact,
    ),
    ModuleCase(
        name="LeakyReLU",
        arguments=lambda draw: {"negative_slope": draw.choice(SLOPES)},
        inputs=lambda draw, options: (draw.array(*draw.shape()),),
        reference=torch.nn.LeakyReLU,
        functional=lambda module, input: (
            "leaky_relu",
            {"input": input, "negative_slope": module.negative_slope},
        ),
    ),
]
