"""The logistic sigmoid."""

import numpy as np

from ..engine.autograd import differentiable
from ..engine.checks import check_floating
from ..engine.module import Module


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
    Computed from exp(-|x|), which cannot overflow, so that small probabilities keep
    all their digits down to the subnormal numbers.

    References
    ----------
    Rumelhart, Hinton and Williams, Learning Representations by Back-Propagating
    Errors, 1986, eq. 2.
    """
    check_floating("input", input)
    decay = np.exp(np.minimum(input, -input))  # exp(-|input|)
    output = np.maximum(decay, input >= 0)
    output /= 1 + decay

    def backward(doutput):
        # with y = 1 / (1 + exp(-x)): dy/dx = exp(-x) y^2 = (1 - y) y
        dinput = 1 - output
        dinput *= output
        dinput *= doutput
        return (dinput,)

    return output, backward


class Sigmoid(Module):
    """`sigmoid` as a module."""

    def forward(self, input):
        """Map logits to probabilities."""
        return sigmoid(input)
