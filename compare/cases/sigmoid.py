"""Cases of `sigmoid` and `Sigmoid`."""

import numpy as np
import torch

from .case import FunctionCase, ModuleCase, always

# torch computes 1 / (1 + exp(-x)) and gives 0 where exp overflows and the answer does
# not vanish yet: subnormal probabilities, listed as a weakness and not copied
FLUSHED = {"float32": (-104.0, -87.0), "float64": (-746.0, -708.0)}


def logits(draw):
    """Draw logits of any shape, none where torch's probability is flushed to 0."""
    array = draw.array(*draw.shape())
    low, high = FLUSHED[str(draw.dtype)]
    return np.where((array > low) & (array < high), array / 2, array).astype(draw.dtype)


CASES = [
    FunctionCase(
        name="sigmoid",
        arguments=lambda draw: {"input": logits(draw)},
        reference=torch.sigmoid,
        analytic=always,
    ),
    ModuleCase(
        name="Sigmoid",
        arguments=lambda draw: {},
        inputs=lambda draw, options: (logits(draw),),
        reference=torch.nn.Sigmoid,
        functional=lambda module, input: ("sigmoid", {"input": input}),
    ),
]
