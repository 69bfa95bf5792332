"""The rational sigmoid."""

from ...engine.autograd import differentiable
from ...engine.checks import check_activation
from ...engine.module import Module


@differentiable
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

    def backward(doutput):
        # with y = x / s, s = 1 + |x|: dy/dx = 1 / s - |x| / s^2 = (1 - |y|) / s
        return ((doutput - doutput * abs(output)) / size,)

    return output, backward


class Softsign(Module):
    """`softsign` as a module."""

    def forward(self, input):
        """Map every element x to x / (1 + abs(x))."""
        return softsign(input)
