"""Cases of `relu` and `ReLU`."""

import torch

from .case import FunctionCase, ModuleCase, always

CASES = [
    FunctionCase(
        name="relu",
        arguments=lambda draw: {"input": draw.array(*draw.shape())},
        reference=torch.nn.functional.relu,
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
