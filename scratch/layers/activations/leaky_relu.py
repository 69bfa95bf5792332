"""The leaky rectified linear unit."""

import numpy as np

from ...engine.autograd import differentiable
from ...engine.checks import check_activation
from ...engine.module import Module
from ...engine.options import in_place
from ...engine.select import choose


@in_place
@differentiable
def leaky_relu(input, negative_slope=0.01):
    """Multiply every negative element by negative_slope.

    Parameters
    ----------
    input : (...) float
    negative_slope : float

    Returns
    -------
    output : (...) float

    Notes
    -----
    The gradient at 0 is negative_slope, as torch takes it.

    References
    ----------
    Maas, Hannun and Ng, Rectifier Nonlinearities Improve Neural Network Acoustic
    Models, 2013, eq. 2.
    """
    check_activation(input, negative_slope=negative_slope)
    slope = choose(input > 0, 1, np.full_like(input, negative_slope))
    output = slope * input

    def backward(doutput):
        # a line of slope 1 where input > 0, of slope negative_slope elsewhere
        return (slope * doutput,)

    return output, backward


class LeakyReLU(Module):
    """`leaky_relu` as a module, in place of its input if `inplace`."""

    def __init__(self, negative_slope=0.01, inplace=False):
        super().__init__()
        self.negative_slope = negative_slope
        self.inplace = inplace

    def forward(self, input):
        """Multiply every negative element by negative_slope."""
        return leaky_relu(input, self.negative_slope, self.inplace)

    def extra_repr(self):
        """Return the options."""
        options = f"negative_slope={self.negative_slope}"
        return f"{options}, inplace=True" if self.inplace else options
