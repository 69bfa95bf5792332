"""Cases of `logsigmoid` and `LogSigmoid`."""

import torch

from .case import FunctionCase, ModuleCase, always

CASES = [
    FunctionCase(
        name="logsigmoid",
        arguments=lambda draw: {"input": draw.array(*draw.shape())},
        reference=torch.nn.functional.logsigmoid,
        analytic=always,
    ),
    ModuleCase(
        name="LogSigmoid",
        arguments=lambda draw: {},
        inputs=lambda draw, options: (draw.array(*draw.shape()),),
        reference=torch.nn.LogSigmoid,
        functional=lambda module, input: ("logsigmoid", {"input": input}),
    ),
]
