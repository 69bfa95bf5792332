"""Cases of `tanh` and `Tanh`."""

import torch

from .case import FunctionCase, ModuleCase, always

CASES = [
    FunctionCase(
        name="tanh",
        arguments=lambda draw: {"input": draw.array(*draw.shape())},
        reference=torch.tanh,
        analytic=always,
    ),
    ModuleCase(
        name="Tanh",
        arguments=lambda draw: {},
        inputs=lambda draw, options: (draw.array(*draw.shape()),),
        reference=torch.nn.Tanh,
        functional=lambda module, input: ("tanh", {"input": input}),
    ),
]
