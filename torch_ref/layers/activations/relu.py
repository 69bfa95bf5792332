"""The rectified linear unit."""

from ...engine.arguments import checked
from ...engine.checks import check_not_bool
from ...engine.module import Module
from ...engine.options import in_place
from ...engine.select import choose


@in_place
@checked
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
    output = choose(input == 0, input.detach(), output)  # slope 0 at 0, not 1
    return output


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
