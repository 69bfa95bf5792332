"""Cases of `relu` and `ReLU`."""

import torch

from .case import FunctionCase, ModuleCase, always
from .strategies import SPECIALS

KINK = (-0.0, -0.0, -0.0, *SPECIALS)  # the place that a rectifier may get wrong

CASES = [
    FunctionCase(
        name="relu",
        arguments=lambda draw: {"input": draw.array(*draw.shape(), specials=KINK)},
        reference=torch.nn.functional.relu,
        signed=True,
        exact=always,
    ),
    ModuleCase(
        name="ReLU",
        arguments=lambda draw: {},
        inputs=lambda draw, options: (draw.array(*draw.shape()),),
        reference=torch.nn.ReLU,
        functional=lambda module, input: ("relu", {"input": input}),
        exact=always,
    ),
]
