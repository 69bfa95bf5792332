"""The leaky rectified linear unit."""

import torch

from ..engine.arguments import checked
from ..engine.checks import check_finite, check_floating
from ..engine.module import Module


@checked
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
    output = torch.where(input > 0, input, negative_slope * input)
    return output


class LeakyReLU(Module):
    """`leaky_relu` as a module."""

    def __init__(self, negative_slope=0.01):
        super().__init__()
        self.negative_slope = negative_slope

    def forward(self, input):
        """Multiply every negative element by negative_slope."""
        return leaky_relu(input, self.negative_slope)
