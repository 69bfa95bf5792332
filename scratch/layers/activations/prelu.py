"""The leaky rectifier whose slopes are learned."""

from math import prod

from ...engine.autograd import Parameter, differentiable
from ...engine.checks import check_floating, check_not_negative, check_same_dtype
from ...engine.creation import full
from ...engine.module import Module
from ...engine.select import choose


@differentiable("input", "weight")
def prelu(input, weight):
    """Multiply every negative element by the weight of its channel.

    Parameters
    ----------
    input : (...) float
        With channels in dimension 1.
    weight : (C,) or (1,) or () float
        A slope for each channel, or one for all.

    Returns
    -------
    output : (...) float

    Notes
    -----
    The gradient at 0 is the weight, as torch takes it.

    References
    ----------
    He et al., Delving Deep into Rectifiers, 2015, eq. 1.
    """
    check_prelu(input, weight)
    column = (-1,) + (1,) * (input.ndim - 2) if input.ndim else ()
    slope = weight.reshape(column)
    output = choose(input > 0, input, slope * input)

    def backward(doutput):
        # a line of slope 1 where input > 0, of slope weight elsewhere
        dinput = choose(input > 0, doutput, slope * doutput)
        # d(weight x) / dweight = x, summed over all that share the weight
        others = (0, *range(2, input.ndim)) if weight.size != 1 else None
        dweight = choose(input > 0, 0, doutput * input).sum(others)
        return dinput, dweight.reshape(weight.shape)

    return output, backward


def check_prelu(input, weight):
    """Refuse slopes that are neither one nor one for each channel."""
    check_floating("input", input)
    check_same_dtype(input=input, weight=weight)
    channels = input.shape[1] if input.ndim > 1 else 1
    if weight.ndim > 1 or prod(weight.shape) not in (1, channels):
        raise ValueError(
            f"weight must have shape (1,) or ({channels},), got {tuple(weight.shape)}"
        )


class PReLU(Module):
    """`prelu` with its slopes.

    Parameters
    ----------
    num_parameters : int
        1, or the number of channels.
    init : float
        Where the slopes start.
    device : device, default: the CPU
    dtype : dtype, optional
    """

    def __init__(self, num_parameters=1, init=0.25, device=None, dtype=None):
        super().__init__()
        check_not_negative("num_parameters", num_parameters)
        self.num_parameters = num_parameters
        self.init = init
        start = full((num_parameters,), float(init), device=device, dtype=dtype)
        self.weight = Parameter(start)

    def reset_parameters(self):
        """Start again."""
        self.weight.data.fill_(self.init)

    def forward(self, input):
        """Multiply every negative element by the slope of its channel."""
        return prelu(input, self.weight)

    def extra_repr(self):
        """Return the number of slopes."""
        return f"num_parameters={self.num_parameters}"
