"""The self-regularised gate mish."""

import numpy as np

from ...engine.autograd import differentiable
from ...engine.checks import check_activation
from ...engine.module import Module
from ...engine.options import in_place
from ...engine.select import choose
from .sigmoid import logistic


@in_place
@differentiable
def mish(input):
    """Multiply every element x by tanh(log(1 + exp(x))).

    Parameters
    ----------
    input : (...) float

    Returns
    -------
    output : (...) float

    References
    ----------
    Misra, Mish: A Self Regularized Non-Monotonic Activation Function, 2020, eq. 1.
    """
    check_activation(input)
    decay = np.exp(choose(input < 0, input, -input))  # exp(-|input|)
    gate = np.tanh(choose(input < 0, 0, input) + np.log1p(decay))
    output = input * gate

    def backward(doutput):
        # d(x gate) = gate + x (1 - gate^2) sigmoid(x), the slope of log(1 + exp(x))
        return (doutput * (gate + input * logistic(input) * (1 - gate**2)),)

    return output, backward


class Mish(Module):
    """`mish` as a module, in place of its input if `inplace`."""

    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace

    def forward(self, input):
        """Multiply every element x by tanh(log(1 + exp(x)))."""
        return mish(input, self.inplace)

    def extra_repr(self):
        """Return the options."""
        return "inplace=True" if self.inplace else ""
