"""The logistic sigmoid."""

import numpy as np

from ..engine.autograd import differentiable
from ..engine.checks import check_floating
from ..engine.module import Module
from ..engine.pieces import in_pieces


@differentiable
def sigmoid(input):
    """Map every element x to 1 / (1 + exp(-x)).

    Parameters
    ----------
    input : (...) float
        Logits.

    Returns
    -------
    output : (...) float
        Probability in [0, 1].

    Notes
    -----
    Where exp(-x) overflows, this is exp(x): small probabilities keep all their digits
    down to the subnormal numbers.

    References
    ----------
    Rumelhart, Hinton and Williams, Learning Representations by Back-Propagating
    Errors, 1986, eq. 2.
    """
    check_floating("input", input)
    output = in_pieces(logistic, input)

    def backward(doutput):
        # with y = 1 / (1 + exp(-x)): dy/dx = exp(-x) y^2 = (1 - y) y
        return (in_pieces(lambda y, dy: (1 - y) * y * dy, output, doutput),)

    return output, backward


def logistic(x):
    """Return 1 / (1 + exp(-x)), also where exp(-x) overflows."""
    probability = 1 / (1 + np.exp(-x))
    low = x < -80
    return np.where(low, np.exp(x), probability) if low.any() else probability


class Sigmoid(Module):
    """`sigmoid` as a module."""

    def forward(self, input):
        """Map logits to probabilities."""
        return sigmoid(input)
