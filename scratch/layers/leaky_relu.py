"""The leaky rectified linear unit."""

import numpy as np

from ..engine.autograd import differentiable
from ..engine.checks import check_finite, check_floating
from ..engine.module import Module
from ..engine.pool import recycled
from ..engine.select import choose


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
    check_floating("input", input)
    check_finite("negative_slope", negative_slope)
    slope = choose(input > 0, 1, negative_slope, input.dtype)
    output = np.multiply(input, slope, out=recycled(input))

    def backward(doutput):
        # a line of slope 1 where input > 0, of slope negative_slope elsewhere
        return (np.multiply(doutput, slope, out=recycled(doutput)),)

    return output, backward


class LeakyReLU(Module):
    """`leaky_relu` as a module."""

    def __init__(self, negative_slope=0.01):
        super().__init__()
        self.negative_slope = negative_slope

    def forward(self, input):
        """Multiply every negative element by negative_slope."""
        return leaky_relu(input, self.negative_slope)
