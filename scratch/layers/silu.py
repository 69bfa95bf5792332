"""The sigmoid linear unit, also called swish."""

import numpy as np

from ..engine.autograd import differentiable
from ..engine.checks import check_floating
from ..engine.module import Module
from ..engine.pieces import in_pieces
from ..engine.pool import recycled
from .sigmoid import logistic


@differentiable
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
    gate = in_pieces(logistic, input)
    output = np.multiply(input, gate, out=recycled(input))

    def backward(doutput):
        # d(x gate) = gate + x gate (1 - gate) = gate (1 + x (1 - gate))
        def pullback(x, gate, dy):
            return (1 + (1 - gate) * x) * gate * dy

        return (in_pieces(pullback, input, gate, doutput),)

    return output, backward


class SiLU(Module):
    """`silu` as a module."""

    def forward(self, input):
        """Multiply every element x by sigmoid(x)."""
        return silu(input)
