"""The smooth rectifier."""

import numpy as np

from ..engine.autograd import differentiable
from ..engine.checks import check_finite, check_floating, check_not_zero
from ..engine.module import Module
from ..engine.select import choose


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
    scaled = input * beta
    decay = np.exp(np.minimum(scaled, -scaled))  # exp(-|scaled|)
    smooth = (np.maximum(scaled, 0) + np.log1p(decay)) / beta
    output = choose(scaled > threshold, input, smooth)

    def backward(doutput):
        # slope sigmoid(beta x) = 1 - exp(-log(1 + exp(beta x))) = -expm1(-beta y)
        slope = -np.expm1(-beta * smooth)
        return (choose(scaled > threshold, doutput, doutput * slope),)

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
