"""The rectifier that ends at 6."""

from ...engine.autograd import differentiable
from ...engine.checks import check_activation
from ...engine.module import Module
from ...engine.options import in_place
from ...engine.select import choose, clipped


@in_place
@differentiable
def relu6(input):
    """Limit every element to [0, 6].

    Parameters
    ----------
    input : (...) float

    Returns
    -------
    output : (...) float

    Notes
    -----
    The gradient at 0 and 6 is 0, as torch takes it.

    References
    ----------
    Krizhevsky, Convolutional Deep Belief Networks on CIFAR-10, 2010.
    """
    check_activation(input)
    inside = (input > 0) & (input < 6)
    output = choose(inside, input, clipped(input, 0, 6))

    def backward(doutput):
        # the identity inside, constants beyond
        return (choose(inside, doutput, 0),)

    return output, backward


class ReLU6(Module):
    """`relu6` as a module, in place of its input if `inplace`."""

    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace

    def forward(self, input):
        """Limit every element to [0, 6]."""
        return relu6(input, self.inplace)

    def extra_repr(self):
        """Return the options."""
        return "inplace=True" if self.inplace else ""
