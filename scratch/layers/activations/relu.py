"""The rectified linear unit."""

from ...engine.autograd import differentiable
from ...engine.checks import check_not_bool
from ...engine.module import Module
from ...engine.options import in_place
from ...engine.select import choose


@in_place
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
    output = choose(input < 0, 0, input)

    def backward(doutput):
        # output = input where input > 0, the constant 0 elsewhere
        return (choose(output <= 0, 0, doutput),)

    return output, backward


class ReLU(Module):
    """`relu` as a module, in place of its input if `inplace`."""

    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace

    def forward(self, input):
        """Set every negative element to 0."""
        return relu(input, self.inplace)

    def extra_repr(self):
        """Return the options."""
        return "inplace=True" if self.inplace else ""
