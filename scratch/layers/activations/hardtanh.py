"""The clipped identity."""

from ...engine.autograd import differentiable
from ...engine.checks import check_activation
from ...engine.module import Module
from ...engine.options import in_place
from ...engine.select import choose, clipped


@in_place
@differentiable
def hardtanh(input, min_val=-1.0, max_val=1.0):
    """Limit every element to [min_val, max_val].

    Parameters
    ----------
    input : (...) float
    min_val, max_val : float
        The first at most the second.

    Returns
    -------
    output : (...) float

    Notes
    -----
    The gradient at the limits is 0, as torch takes it.

    References
    ----------
    Collobert, Large Scale Machine Learning, 2004.
    """
    check_hardtanh(input, min_val, max_val)
    inside = (input > min_val) & (input < max_val)
    output = choose(inside, input, clipped(input, min_val, max_val))

    def backward(doutput):
        # the identity inside, constants beyond
        return (choose(inside, doutput, 0),)

    return output, backward


def check_hardtanh(input, min_val, max_val):
    """Refuse an input that is not floating-point, and limits in the wrong order."""
    check_activation(input, min_val=min_val, max_val=max_val)
    if min_val > max_val:
        raise ValueError(f"min_val must be at most {max_val}, got {min_val}")


class Hardtanh(Module):
    """`hardtanh` as a module, in place of its input if `inplace`."""

    def __init__(self, min_val=-1.0, max_val=1.0, inplace=False):
        super().__init__()
        if not min_val < max_val:
            raise ValueError(f"min_val must be less than {max_val}, got {min_val}")
        self.min_val = min_val
        self.max_val = max_val
        self.inplace = inplace

    def forward(self, input):
        """Limit every element to [min_val, max_val]."""
        return hardtanh(input, self.min_val, self.max_val, self.inplace)

    def extra_repr(self):
        """Return the options."""
        options = f"min_val={self.min_val}, max_val={self.max_val}"
        return f"{options}, inplace=True" if self.inplace else options
