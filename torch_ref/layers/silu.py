"""The sigmoid linear unit, also called swish."""

import torch

from ..engine.arguments import checked
from ..engine.checks import check_floating
from ..engine.module import Module


@checked
def silu(input):
    """Multiply every element x by sigmoid(x).

    Parameters
    ----------
    input : (...) float

    Returns
    -------
    output : (...) float

    References
    ----------
    Elfwing, Uchibe and Doya, Sigmoid-Weighted Linear Units for Neural Network Function
    Approximation in Reinforcement Learning, 2018, eqs. 8 and 10.
    """
    check_floating("input", input)
    decay = torch.exp(torch.where(input < 0, input, -input))  # exp(-|input|)
    gate = torch.where(input < 0, decay, 1)
    gate = gate / (1 + decay)
    output = input * gate
    return output


class SiLU(Module):
    """`silu` as a module."""

    def forward(self, input):
        """Multiply every element x by sigmoid(x)."""
        return silu(input)
