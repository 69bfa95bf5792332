"""The sigmoid in three straight pieces."""

from ...engine.autograd import differentiable
from ...engine.checks import check_activation
from ...engine.module import Module
from ...engine.options import in_place
from ...engine.select import choose, clipped


@in_place
@differentiable
def hardsigmoid(input):
    """Map every element x to (x + 3) / 6, limited to [0, 1].

    Parameters
    ----------
    input : (...) float

    Returns
    -------
    output : (...) float

    Notes
    -----
    The gradient at -3 and 3 is 0, as torch takes it.

    References
    ----------
    Courbariaux, Bengio and David, BinaryConnect, 2015, eq. 3, with slope 1/6.
    """
    check_activation(input)
    inside = (input > -3) & (input < 3)
    output = choose(inside, input + 3, clipped(input + 3, 0, 6)) / 6

    def backward(doutput):
        # a line of slope 1/6 inside, constants beyond
        return (choose(inside, doutput / 6, 0),)

    return output, backward


class Hardsigmoid(Module):
    """`hardsigmoid` as a module, in place of its input if `inplace`."""

    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace

    def forward(self, input):
        """Map every element x to (x + 3) / 6, limited to [0, 1]."""
        return hardsigmoid(input, self.inplace)
