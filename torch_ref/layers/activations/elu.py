"""The exponential linear unit."""

from ...engine.arguments import checked
from ...engine.checks import check_activation
from ...engine.module import Module
from ...engine.options import in_place
from ...engine.select import choose
from ...engine.special import expm1


@in_place
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
    check_activation(input, alpha=alpha)
    negative = choose(input > 0, 0, input)
    output = choose(input > 0, input, alpha * expm1(negative))
    return output


class ELU(Module):
    """`elu` as a module, in place of its input if `inplace`."""

    def __init__(self, alpha=1.0, inplace=False):
        super().__init__()
        self.alpha = alpha
        self.inplace = inplace

    def forward(self, input):
        """Replace every negative element x by alpha (exp(x) - 1)."""
        return elu(input, self.alpha, self.inplace)

    def extra_repr(self):
        """Return the options."""
        options = f"alpha={self.alpha}"
        return f"{options}, inplace=True" if self.inplace else options
