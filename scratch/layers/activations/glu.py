"""The gated linear unit."""

import numpy as np

from ...engine.autograd import differentiable
from ...engine.checks import check_along
from ...engine.module import Module
from .sigmoid import logistic


@differentiable
def glu(input, dim=-1):
    """Multiply the first half along dim by the sigmoid of the second.

    Parameters
    ----------
    input : (..., 2 n, ...) float
    dim : int
        The dimension that is halved.

    Returns
    -------
    output : (..., n, ...) float

    Raises
    ------
    ValueError
        If the dimension is odd, or input a number.

    References
    ----------
    Dauphin et al., Language Modeling with Gated Convolutional Networks, 2017, eq. 1.
    """
    half = check_glu(input, dim)
    first, second = np.split(input, [half], dim)
    gate = logistic(second)
    output = first * gate

    def backward(doutput):
        # d(a gate) = gate da + a gate (1 - gate) db, the sigmoid's slope
        dfirst, dsecond = doutput * gate, doutput * (1 - gate) * gate * first
        return np.concatenate((dfirst, dsecond), dim), None

    return output, backward


def check_glu(input, dim):
    """Refuse a dimension without halves; return the size of one."""
    if input.ndim == 0:
        raise ValueError("input must have at least 1 dimension, got 0")
    check_along(input, dim)
    if input.shape[dim] % 2:
        raise ValueError(f"input must be even along {dim}, got {tuple(input.shape)}")
    return input.shape[dim] // 2


class GLU(Module):
    """`glu` as a module."""

    def __init__(self, dim=-1):
        super().__init__()
        self.dim = dim

    def forward(self, input):
        """Multiply the first half by the sigmoid of the second."""
        return glu(input, self.dim)

    def extra_repr(self):
        """Return the dimension."""
        return f"dim={self.dim}"
