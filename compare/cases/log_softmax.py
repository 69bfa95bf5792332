"""Cases of `log_softmax` and `LogSoftmax`."""

import numpy as np
import torch

from .case import FunctionCase, ModuleCase, always
from .softmax import NO_DIM, REFUSED, classes


def integers():
    """Return whole numbers, which are refused."""
    return {"input": np.ones((2, 3), np.int64), "dim": 1}


CASES = [
    FunctionCase(
        name="log_softmax",
        arguments=classes,
        reference=torch.nn.functional.log_softmax,
        analytic=always,
        refused={**REFUSED, "integers": integers},
        stricter=NO_DIM,
    ),
    ModuleCase(
        name="LogSoftmax",
        arguments=lambda draw: {"dim": draw.choice((-1, 0, 1, -2))},
        inputs=lambda draw, options: (draw.array(*draw.shape(2, 3)),),
        reference=torch.nn.LogSoftmax,
        functional=lambda module, input: (
            "log_softmax",
            {"input": input, "dim": module.dim},
        ),
    ),
]
