"""The sigmoid linear unit in three pieces."""

from ...engine.arguments import checked
from ...engine.checks import check_activation
from ...engine.module import Module
from ...engine.options import in_place
from ...engine.select import choose, clipped


@in_place
@checked
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
    gate = choose(inside, gate, gate.detach())  # no slope at a kink
    output = input * gate
    return output


class Hardswish(Module):
    """`hardswish` as a module, in place of its input if `inplace`."""

    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace

    def forward(self, input):
        """Multiply every element x by (x + 3) / 6, limited to [0, 1]."""
        return hardswish(input, self.inplace)
