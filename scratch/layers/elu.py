"""The exponential linear unit."""

import numpy as np

from ..engine.autograd import differentiable
from ..engine.checks import check_finite, check_floating
from ..engine.module import Module
from ..engine.pieces import in_pieces
from ..engine.select import at_least, at_most, choose


@differentiable
def elu(input, alpha=1.0):
    """Replace every negative element x by alpha (exp(x) - 1).

    Parameters
    ----------
    input : (...) float
    alpha : float
        Minus the limit of the output at minus infinity.

    Returns
    -------
    output : (...) float

    Notes
    -----
    The gradient at 0 is alpha, as torch takes it.

    References
    ----------
    Clevert, Unterthiner and Hochreiter, Fast and Accurate Deep Network Learning by
    Exponential Linear Units, 2016, eq. 15.
    """
    check_floating("input", input)
    check_finite("alpha", alpha)
    output = in_pieces(
        lambda x: at_least(x, 0) + alpha * np.expm1(at_most(x, 0)), input
    )

    def backward(doutput):
        # alpha exp(x) where input <= 0, elsewhere 1, which is exp(min(x, 0)) there
        def pullback(x, dy):
            slope = np.exp(at_most(x, 0))
            if alpha != 1:
                slope = slope * choose(x > 0, 1, alpha, x.dtype)
            return slope * dy

        return (in_pieces(pullback, input, doutput),)

    return output, backward


class ELU(Module):
    """`elu` as a module."""

    def __init__(self, alpha=1.0):
        super().__init__()
        self.alpha = alpha

    def forward(self, input):
        """Replace every negative element x by alpha (exp(x) - 1)."""
        return elu(input, self.alpha)
