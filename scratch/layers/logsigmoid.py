"""The logarithm of the logistic sigmoid."""

import numpy as np

from ..engine.autograd import differentiable
from ..engine.checks import check_floating
from ..engine.module import Module
from ..engine.pieces import in_pieces
from ..engine.select import at_most


@differentiable
def logsigmoid(input):
    """Map every element x to log(sigmoid(x)) = -log(1 + exp(-x)).

    Parameters
    ----------
    input : (...) float
        Logits.

    Returns
    -------
    output : (...) float
        Logarithms of probabilities, nats.

    Notes
    -----
    Never log(sigmoid(x)), which is -inf as soon as the sigmoid underflows.

    References
    ----------
    Goodfellow, Bengio and Courville, Deep Learning, 2016, eqs. 3.38 to 3.40.
    """
    check_floating("input", input)

    def forward(x):
        decay = np.exp(np.minimum(x, -x))  # exp(-|x|)
        return at_most(x, 0) - np.log1p(decay)

    output = in_pieces(forward, input)

    def backward(doutput):
        # slope sigmoid(-x) = 1 - sigmoid(x) = 1 - exp(y) = -expm1(y)
        return (in_pieces(lambda y, dy: np.expm1(y) * -dy, output, doutput),)

    return output, backward


class LogSigmoid(Module):
    """`logsigmoid` as a module."""

    def forward(self, input):
        """Map logits to logarithms of probabilities."""
        return logsigmoid(input)
