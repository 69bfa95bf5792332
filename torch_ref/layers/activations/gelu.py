"""The Gaussian error linear unit."""

from math import pi, sqrt

from ...engine.arguments import checked
from ...engine.checks import check_activation, check_choice
from ...engine.module import Module
from ...engine.special import erfc
from .sigmoid import logistic

SLOPE, CUBIC = 2 * sqrt(2 / pi), 0.044715


@checked
def gelu(input, approximate="none"):
    """Multiply every element x by the probability that a standard normal is below x.

    Parameters
    ----------
    input : (...) float
    approximate : {"none", "tanh"}
        tanh: the probability is (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) / 2.

    Returns
    -------
    output : (...) float

    Raises
    ------
    ValueError
        If there is no such approximation.

    Notes
    -----
    torch forms 1 + erf and 1 + tanh, which lose all digits below x = -6 or so; erfc and
    the sigmoid, as (1 + tanh(z)) / 2 = sigmoid(2 z), keep them.

    References
    ----------
    Hendrycks and Gimpel, Gaussian Error Linear Units, 2016, section 2.
    """
    check_gelu(input, approximate)
    if approximate == "none":
        probability = erfc(input * -sqrt(0.5)) / 2
    else:
        probability = logistic(SLOPE * input * (1 + CUBIC * input * input))
    output = input * probability
    return output


def check_gelu(input, approximate):
    """Refuse an input that is not floating-point, and an unknown approximation."""
    check_activation(input)
    check_choice("approximate", approximate, ("none", "tanh"))


class GELU(Module):
    """`gelu` as a module."""

    def __init__(self, approximate="none"):
        super().__init__()
        check_choice("approximate", approximate, ("none", "tanh"))
        self.approximate = approximate

    def forward(self, input):
        """Multiply every element x by the probability of a normal below x."""
        return gelu(input, self.approximate)

    def extra_repr(self):
        """Return the options."""
        return f"approximate={self.approximate!r}"
