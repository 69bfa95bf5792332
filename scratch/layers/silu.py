"""The sigmoid linear unit, also called swish."""

import numpy as np

from ..engine.autograd import differentiable
from ..engine.checks import check_floating
from ..engine.module import Module


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
    decay = np.exp(np.minimum(input, -input))  # exp(-|input|)
    gate = np.maximum(decay, input >= 0)
    gate /= 1 + decay
    output = input * gate

    def backward(doutput):
        # d(x gate) = gate + x gate (1 - gate) = gate (1 + x (1 - gate))
        dinput = 1 - gate
        dinput *= input
        dinput += 1
        dinput *= gate
        dinput *= doutput
        return (dinput,)

    return output, backward


class SiLU(Module):
    """`silu` as a module."""

    def forward(self, input):
        """Multiply every element x by sigmoid(x)."""
        return silu(input)
