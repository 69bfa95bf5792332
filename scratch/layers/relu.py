"""The rectified linear unit."""

from ..engine.autograd import differentiable
from ..engine.checks import check_not_bool
from ..engine.module import Module
from ..engine.select import at_least, keep_where


@differentiable
def relu(input):
    """Set every negative element to 0.

    Parameters
    ----------
    input : (...) float

    Returns
    -------
    output : (...) float

    Notes
    -----
    The gradient at 0 is 0, as torch takes it; NaN stays NaN.

    References
    ----------
    Nair and Hinton, Rectified Linear Units Improve Restricted Boltzmann Machines, 2010.
    """
    check_not_bool("input", input)
    output = at_least(input, 0)

    def backward(doutput):
        # output = input where input > 0, the constant 0 elsewhere
        return (keep_where(~(output <= 0), doutput),)

    return output, backward


class ReLU(Module):
    """`relu` as a module."""

    def forward(self, input):
        """Set every negative element to 0."""
        return relu(input)
