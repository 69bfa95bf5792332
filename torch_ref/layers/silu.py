"""The sigmoid linear unit, also called swish."""

from ..engine.arguments import checked
from ..engine.checks import check_floating
from ..engine.module import Module
from .sigmoid import logistic


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
    gate = logistic(input)
    output = input * gate
    return output


class SiLU(Module):
    """`silu` as a module."""

    def forward(self, input):
        """Multiply every element x by sigmoid(x)."""
        return silu(input)
