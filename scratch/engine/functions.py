"""Tensor methods in their functional spelling."""

import numpy as np

from . import arithmetic
from .autograd import Tensor, checked
from .operators import NUMBERS, operands
from .shapes import cat as cat
from .shapes import stack as stack

concatenate = cat


@checked
def exp(input):
    """Return e ** input."""
    return input.exp()


@checked
def log(input):
    """Return the natural logarithm."""
    return input.log()


@checked
def sqrt(input):
    """Return the square root."""
    return input.sqrt()


@checked
def abs(input):
    """Return the absolute value."""
    return input.abs()


@checked
def sum(input, dim=None, keepdim=False):
    """Sum over `dim`."""
    return input.sum(dim, keepdim)


@checked
def mean(input, dim=None, keepdim=False):
    """Average over `dim`."""
    return input.mean(dim, keepdim)


@checked
def maximum(input, other):
    """Return the larger of each pair."""
    check_tensor("other", other)
    return arithmetic.maximum(*operands(input, other))


@checked
def minimum(input, other):
    """Return the smaller of each pair."""
    check_tensor("other", other)
    return arithmetic.minimum(*operands(input, other))


def where(condition, input, other):
    """Take input where condition holds, other elsewhere; either may be a number."""
    if isinstance(input, Tensor):
        input, other = operands(input, other)
    elif isinstance(input, NUMBERS) and isinstance(other, Tensor):
        other, input = operands(other, input)
        input = Tensor(np.asarray(input, other.data.dtype))
    return arithmetic.where(condition, input, other)


@checked
def clamp(input, min=None, max=None):
    """Limit input to [min, max]."""
    return input.clamp(min, max)


@checked
def amax(input, dim=None, keepdim=False):
    """Maximum over `dim`; ties share the gradient."""
    return input.amax(dim, keepdim)


@checked
def amin(input, dim=None, keepdim=False):
    """Minimum over `dim`; ties share the gradient."""
    return input.amin(dim, keepdim)


@checked
def max(input, dim=None, keepdim=False):
    """Return the maximum, or along one `dim` the pair (values, indices)."""
    return input.max(dim, keepdim)


@checked
def min(input, dim=None, keepdim=False):
    """Return the minimum, or along one `dim` the pair (values, indices)."""
    return input.min(dim, keepdim)


@checked
def reshape(input, shape):
    """Return the elements in another shape."""
    if not isinstance(shape, (tuple, list)):
        raise TypeError(f"shape must be a tuple of integers, got {shape!r}")
    return input.reshape(shape)


@checked
def flatten(input, start_dim=0, end_dim=-1):
    """Merge the dimensions from start_dim to end_dim."""
    return input.flatten(start_dim, end_dim)


@checked
def transpose(input, dim0, dim1):
    """Exchange two dimensions."""
    return input.transpose(dim0, dim1)


@checked
def permute(input, dims):
    """Reorder the dimensions."""
    return input.permute(dims)


@checked
def matmul(input, other):
    """Matrix product, as `@`."""
    return input @ other


@checked
def equal(input, other):
    """Return whether both tensors have the same shape and values."""
    check_tensor("other", other)
    return np.array_equal(input.data, other.data)


@checked
def allclose(input, other, rtol=1e-5, atol=1e-8):
    """Return whether |input - other| <= atol + rtol |other| everywhere."""
    check_tensor("other", other)
    if not (rtol >= 0 and atol >= 0):
        raise ValueError(f"rtol and atol must not be negative, got {rtol}, {atol}")
    return np.allclose(input.data, other.data, rtol, atol)


def check_tensor(name, value):
    """Refuse a number where torch takes none."""
    if not isinstance(value, Tensor):
        raise TypeError(f"{name} must be a Tensor, got {type(value).__name__}")
