"""Cases of `silu` and `SiLU`."""

import torch

from .case import FunctionCase, ModuleCase, always
from .sigmoid import logits

CASES = [
    FunctionCase(
        name="silu",
        arguments=lambda draw: {"input": logits(draw)},
        reference=torch.nn.functional.silu,
        analytic=always,
    ),
    ModuleCase(
        name="SiLU",
        arguments=lambda draw: {},
        inputs=lambda draw, options: (logits(draw),),
        reference=torch.nn.SiLU,
        functional=lambda module, input: ("silu", {"input": input}),
    ),
]
