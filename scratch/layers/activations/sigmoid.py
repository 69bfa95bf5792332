"""The logistic sigmoid."""

import numpy as np

from ...engine.autograd import differentiable
from ...engine.checks import check_activation
from ...engine.module import Module


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
    check_activation(input)
    output = logistic(input)

    def backward(doutput):
        # with y = 1 / (1 + exp(-x)): dy/dx = exp(-x) y^2 = (1 - y) y
        return (doutput * (1 - output) * output,)

    return output, backward


def logistic(x):
    """Return 1 / (1 + exp(-x)), also where exp(-x) overflows."""
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


class Sigmoid(Module):
    """`sigmoid` as a module."""

    def forward(self, input):
        """Map logits to probabilities."""
        return sigmoid(input)
