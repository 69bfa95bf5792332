"""The hyperbolic tangent."""

import numpy as np

from ..engine.autograd import differentiable
from ..engine.checks import check_floating
from ..engine.module import Module
from ..engine.pieces import in_pieces
from ..engine.pool import recycled


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
    check_floating("input", input)
    output = np.tanh(input, out=recycled(input))

    def backward(doutput):
        # with y = tanh(x): dy/dx = 1 - y^2
        return (in_pieces(lambda y, dy: (1 - y * y) * dy, output, doutput),)

    return output, backward


class Tanh(Module):
    """`tanh` as a module."""

    def forward(self, input):
        """Map every element to [-1, 1]."""
        return tanh(input)
