"""The rectified linear unit."""

import torch

from ..engine.arguments import checked
from ..engine.checks import check_not_bool
from ..engine.module import Module


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
    output = torch.where(input <= 0, 0, input)
    return output


class ReLU(Module):
    """`relu` as a module."""

    def forward(self, input):
        """Set every negative element to 0."""
        return relu(input)
