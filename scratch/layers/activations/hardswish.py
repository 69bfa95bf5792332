"""The sigmoid linear unit in three pieces."""

from ...engine.autograd import differentiable
from ...engine.checks import check_activation
from ...engine.module import Module
from ...engine.options import in_place
from ...engine.select import choose, clipped


@in_place
@differentiable
def hardswish(input):
    """Multiply every element x by (x + 3) / 6, limited to [0, 1].

    Parameters
    ----------
    input : (...) float

    Returns
    -------
    output : (...) float

    Notes
    -----
    The gradient is 0 at -3 and 1 at 3, as torch takes it.

    References
    ----------
    Howard et al., Searching for MobileNetV3, 2019, section 5.2.
    """
    check_activation(input)
    inside = (input > -3) & (input < 3)
    gate = choose(inside, input + 3, clipped(input + 3, 0, 6)) / 6
    output = input * gate

    def backward(doutput):
        # d(x (x + 3) / 6) = x / 3 + 1/2 inside, 0 below and 1 above
        dinput = choose(input >= 3, doutput, doutput * (input / 3 + 0.5))
        return (choose(input <= -3, 0, dinput),)

    return output, backward


class Hardswish(Module):
    """`hardswish` as a module, in place of its input if `inplace`."""

    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace

    def forward(self, input):
        """Multiply every element x by (x + 3) / 6, limited to [0, 1]."""
        return hardswish(input, self.inplace)
