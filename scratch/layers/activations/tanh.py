"""The hyperbolic tangent."""

import numpy as np

from ...engine.autograd import differentiable
from ...engine.checks import check_activation
from ...engine.module import Module


@differentiable
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
    output = np.tanh(input)

    def backward(doutput):
        # with y = tanh(x): dy/dx = 1 - y^2
        return (doutput * (1 - output**2),)

    return output, backward


class Tanh(Module):
    """`tanh` as a module."""

    def forward(self, input):
        """Map every element to [-1, 1]."""
        return tanh(input)
