"""The hyperbolic tangent."""

import torch

from ...engine.arguments import checked
from ...engine.checks import check_activation
from ...engine.module import Module


@checked
def tanh(input):
    """Map every element x to tanh(x) = 2 sigmoid(2 x) - 1.

    Parameters
    ----------
    input : (...) float

    Returns
    -------
    output : (...) float
        In [-1, 1].

    References
    ----------
    LeCun, Bottou, Orr and Mueller, Efficient BackProp, 1998, section 4.4.
    """
    check_activation(input)
    output = torch.tanh(input)
    return output


class Tanh(Module):
    """`tanh` as a module."""

    def forward(self, input):
        """Map every element to [-1, 1]."""
        return tanh(input)
