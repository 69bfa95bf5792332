"""Tensor methods in their functional spelling."""

import numpy as np

from . import arithmetic
from .autograd import Tensor
from .operators import operands
from .shapes import cat as cat
from .shapes import stack as stack

concatenate = cat


def exp(input):
    """Return e ** input."""
    return input.exp()


def log(input):
    """Return the natural logarithm."""
    return input.log()


def sqrt(input):
    """Return the square root."""
    return input.sqrt()


def abs(input):
    """Return the absolute value."""
    return input.abs()


def sum(input, dim=None, keepdim=False):
    """Sum over `dim`."""
    return input.sum(dim, keepdim)


def mean(input, dim=None, keepdim=False):
    """Average over `dim`."""
    return input.mean(dim, keepdim)


def maximum(input, other):
    """Return the larger of each pair."""
    return arithmetic.maximum(*operands(input, other))


def minimum(input, other):
    """Return the smaller of each pair."""
    return arithmetic.minimum(*operands(input, other))


def where(condition, input, other):
    """Take input where condition holds, other elsewhere; either may be a number."""
    if isinstance(input, Tensor):
        input, other = operands(input, other)
    elif isinstance(other, Tensor):
        other, input = operands(other, input)
        input = Tensor(np.asarray(input, other.data.dtype))
    return arithmetic.where(condition, input, other)


def clamp(input, min=None, max=None):
    """Limit input to [min, max]."""
    return input.clamp(min, max)


def amax(input, dim=None, keepdim=False):
    """Maximum over `dim`; ties share the gradient."""
    return input.amax(dim, keepdim)


def amin(input, dim=None, keepdim=False):
    """Minimum over `dim`; ties share the gradient."""
    return input.amin(dim, keepdim)


def max(input, dim=None, keepdim=False):
    """Return the maximum, or along one `dim` the pair (values, indices)."""
    return input.max(dim, keepdim)


def min(input, dim=None, keepdim=False):
    """Return the minimum, or along one `dim` the pair (values, indices)."""
    return input.min(dim, keepdim)


def reshape(input, shape):
    """Return the elements in another shape."""
    return input.reshape(shape)


def flatten(input, start_dim=0, end_dim=-1):
    """Merge the dimensions from start_dim to end_dim."""
    return input.flatten(start_dim, end_dim)


def transpose(input, dim0, dim1):
    """Exchange two dimensions."""
    return input.transpose(dim0, dim1)


def permute(input, dims):
    """Reorder the dimensions."""
    return input.permute(dims)


def matmul(input, other):
    """Matrix product, as `@`."""
    return input @ other


def equal(input, other):
    """Return whether both tensors have the same shape and values."""
    return np.array_equal(input.data, other.data)


def allclose(input, other, rtol=1e-5, atol=1e-8):
    """Return whether |input - other| <= atol + rtol |other| everywhere."""
    return np.allclose(input.data, other.data, rtol, atol)
