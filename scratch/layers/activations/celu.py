"""The continuously differentiable exponential linear unit."""

import numpy as np

from ...engine.autograd import differentiable
from ...engine.checks import check_activation, check_not_zero
from ...engine.module import Module
from ...engine.options import in_place
from ...engine.select import choose
from ...engine.special import expm1


@in_place
@differentiable
def celu(input, alpha=1.0):
    """Replace every negative element x by alpha (exp(x / alpha) - 1).

    Parameters
    ----------
    input : (...) float
    alpha : float
        Minus the limit of the output at minus infinity; not 0.

    Returns
    -------
    output : (...) float

    References
    ----------
    Barron, Continuously Differentiable Exponential Linear Units, 2017.
    """
    check_celu(input, alpha)
    negative = choose(input > 0, 0, input)
    output = choose(input > 0, input, alpha * expm1(negative / alpha))

    def backward(doutput):
        # d(alpha (exp(x / alpha) - 1)) = exp(x / alpha), which is 1 where input > 0
        return (doutput * np.exp(negative / alpha),)

    return output, backward


def check_celu(input, alpha):
    """Refuse an input that is not floating-point, and an alpha of 0."""
    check_activation(input, alpha=alpha)
    check_not_zero("alpha", alpha)


class CELU(Module):
    """`celu` as a module, in place of its input if `inplace`."""

    def __init__(self, alpha=1.0, inplace=False):
        super().__init__()
        self.alpha = alpha
        self.inplace = inplace

    def forward(self, input):
        """Replace every negative element x by alpha (exp(x / alpha) - 1)."""
        return celu(input, self.alpha, self.inplace)

    def extra_repr(self):
        """Return the options."""
        options = f"alpha={self.alpha}"
        return f"{options}, inplace=True" if self.inplace else options
