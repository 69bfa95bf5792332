"""Cases of `elu` and `ELU`."""

import torch

from .case import FunctionCase, ModuleCase
from .strategies import SPECIALS

# torch's gradient at NaN is NaN in its vector loop and 1 in the remainder of an array
NUMBERS = tuple(number for number in SPECIALS if number == number)
ALPHAS = (1.0, 0.5, 1.7, 0.1, 0.0, -2.0)  # below 0 it turns the sign of a zero


def analytic(arguments):
    """Tell whether there is no kink: alpha 1 joins the two pieces smoothly."""
    return arguments["alpha"] == 1 or bool((arguments["input"] != 0).all())


CASES = [
    FunctionCase(
        name="elu",
        arguments=lambda draw: {
            "input": draw.array(*draw.shape(), specials=NUMBERS),
            "alpha": draw.choice(ALPHAS),
        },
        reference=torch.nn.functional.elu,
        analytic=analytic,
    ),
    ModuleCase(
        name="ELU",
        arguments=lambda draw: {"alpha": draw.choice(ALPHAS)},
        inputs=lambda draw, options: (draw.array(*draw.shape(), specials=NUMBERS),),
        reference=torch.nn.ELU,
        functional=lambda module, input: (
            "elu",
            {"input": input, "alpha": module.alpha},
        ),
    ),
]
