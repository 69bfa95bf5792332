"""The smooth rectifier."""

import numpy as np

from ..engine.autograd import differentiable
from ..engine.checks import check_finite, check_floating, check_not_zero
from ..engine.module import Module
from ..engine.pieces import in_pieces
from ..engine.select import at_least, choose


@differentiable
def softplus(input, beta=1.0, threshold=20.0):
    """Map every element x to log(1 + exp(beta x)) / beta.

    Parameters
    ----------
    input : (...) float
    beta : float
        The larger, the closer to relu; not 0.
    threshold : float
        Where beta x exceeds it, the output is x itself.

    Returns
    -------
    output : (...) float

    Raises
    ------
    ValueError
        If beta is 0.

    Notes
    -----
    Computed from exp(-|beta x|), so that thresholds above log(max float) are safe too.

    References
    ----------
    Dugas et al., Incorporating Second-Order Functional Knowledge for Better Option
    Pricing, 2001, eq. 5.
    """
    check_floating("input", input)
    check_finite("beta", beta)
    check_finite("threshold", threshold)
    check_not_zero("beta", beta)

    def forward(x):
        scaled = x * beta
        decay = np.exp(np.minimum(scaled, -scaled))  # exp(-|scaled|)
        smooth = (at_least(scaled, 0) + np.log1p(decay)) / beta
        return choose(scaled > threshold, x, smooth)

    output = in_pieces(forward, input)

    def backward(doutput):
        # slope sigmoid(beta x) = 1 - exp(-log(1 + exp(beta x))) = -expm1(-beta y)
        def pullback(x, y, dy):
            slope = -np.expm1(-beta * y)
            return choose(x * beta > threshold, dy, dy * slope)

        return (in_pieces(pullback, input, output, doutput),)

    return output, backward


class Softplus(Module):
    """`softplus` as a module."""

    def __init__(self, beta=1.0, threshold=20.0):
        super().__init__()
        check_not_zero("beta", beta)
        self.beta = beta
        self.threshold = threshold

    def forward(self, input):
        """Map every element x to log(1 + exp(beta x)) / beta."""
        return softplus(input, self.beta, self.threshold)
