"""The rational sigmoid."""

from ...engine.arguments import checked
from ...engine.checks import check_activation
from ...engine.module import Module


@checked
def softsign(input):
    """Map every element x to x / (1 + abs(x)).

    Parameters
    ----------
    input : (...) float

    Returns
    -------
    output : (...) float

    References
    ----------
    Bergstra et al., Quadratic Polynomials Learn Better Image Features, 2009.
    """
    check_activation(input)
    size = 1 + abs(input)
    output = input / size
    return output


class Softsign(Module):
    """`softsign` as a module."""

    def forward(self, input):
        """Map every element x to x / (1 + abs(x))."""
        return softsign(input)
