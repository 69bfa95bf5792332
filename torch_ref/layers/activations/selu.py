"""The self-normalising exponential linear unit."""

from ...engine.arguments import checked
from ...engine.checks import check_activation
from ...engine.module import Module
from ...engine.options import in_place
from ...engine.select import choose
from ...engine.special import expm1

ALPHA, SCALE = 1.6732632423543772, 1.0507009873554805


@in_place
@checked
def selu(input):
    """Scale an exponential linear unit so that means 0 and variances 1 persist.

    Parameters
    ----------
    input : (...) float

    Returns
    -------
    output : (...) float

    References
    ----------
    Klambauer et al., Self-Normalizing Neural Networks, 2017, eqs. 2 and 14.
    """
    check_activation(input)
    negative = choose(input > 0, 0, input)
    output = SCALE * choose(input > 0, input, ALPHA * expm1(negative))
    return output


class SELU(Module):
    """`selu` as a module, in place of its input if `inplace`."""

    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace

    def forward(self, input):
        """Scale an exponential linear unit."""
        return selu(input, self.inplace)

    def extra_repr(self):
        """Return the options."""
        return "inplace=True" if self.inplace else ""
