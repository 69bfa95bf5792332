"""The exponential linear unit."""

import torch

from ..engine.arguments import checked
from ..engine.checks import check_finite, check_floating
from ..engine.module import Module


@checked
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
    negative = torch.where(input > 0, 0, input)
    output = torch.where(input > 0, input, alpha * expm1(negative))
    return output


def expm1(input):
    """Return exp(x) - 1 with the gradient exp(x); autograd's own cancels far below."""
    return torch.where(input > -1, torch.expm1(input), torch.exp(input) - 1)


class ELU(Module):
    """`elu` as a module."""

    def __init__(self, alpha=1.0):
        super().__init__()
        self.alpha = alpha

    def forward(self, input):
        """Replace every negative element x by alpha (exp(x) - 1)."""
        return elu(input, self.alpha)
