"""Rearranging a tensor: reshape, transpose, permute, expand, index, concatenate."""

from math import prod

import numpy as np

from .arithmetic import unbroadcast
from .autograd import differentiable
from .checks import check_dim
from .reductions import axes


@differentiable
def reshape(input, shape):
    """Return the elements, in order, in another shape; one size may be -1."""
    before = input.shape
    for size in shape:
        if isinstance(size, bool) or not isinstance(size, (int, np.integer)):
            raise TypeError(f"shape must be a tuple of integers, got {shape!r}")
        if size < -1:
            raise ValueError(f"a size must be -1 or at least 0, got {shape!r}")
    return input.reshape(shape), lambda doutput: (doutput.reshape(before),)


@differentiable
def clone(input):
    """Return a copy."""
    return np.array(input, order="C"), lambda doutput: (doutput,)


def flatten(input, start_dim, end_dim):
    """Merge the dimensions from start_dim to end_dim (both included)."""
    ndim = max(input.ndim, 1)
    (start,), (end,) = axes(start_dim, ndim), axes(end_dim, ndim)
    if start > end:
        raise ValueError(
            f"start_dim must not be after end_dim, got {start_dim}, {end_dim}"
        )
    shape = input.shape
    merged = prod(shape[start : end + 1])  # 1 for a number
    return reshape(input, (*shape[:start], merged, *shape[end + 1 :]))


def squeeze(input, dim=None):
    """Drop the dimensions of size 1: all of them, or those named by `dim`."""
    dims = axes(dim, input.ndim)
    shape = [n for i, n in enumerate(input.shape) if n != 1 or i not in dims]
    return reshape(input, tuple(shape))


def unsqueeze(input, dim):
    """Insert a dimension of size 1 before position `dim`."""
    (dim,) = axes(dim, input.ndim + 1)
    return reshape(input, (*input.shape[:dim], 1, *input.shape[dim:]))


@differentiable
def permute(input, dims):
    """Return input with its dimensions in the order `dims`."""
    if len(dims) != input.ndim:
        raise ValueError(f"permute needs {input.ndim} dimensions, got {dims}")
    inverse = np.argsort([dim % input.ndim for dim in dims])
    return input.transpose(dims), lambda doutput: (doutput.transpose(inverse),)


@differentiable
def transpose(input, dim0, dim1):
    """Exchange two dimensions."""
    check_dim(dim0, input.ndim)
    check_dim(dim1, input.ndim)
    if input.ndim == 0:
        return input, lambda doutput: (doutput,)
    output = input.swapaxes(dim0, dim1)
    return output, lambda doutput: (doutput.swapaxes(dim0, dim1),)


@differentiable
def expand(input, shape):
    """Repeat dimensions of size 1 up to `shape`, without copying."""
    before = input.shape
    offset = len(shape) - input.ndim
    full = tuple(
        input.shape[i - offset] if size == -1 and i >= offset else size
        for i, size in enumerate(shape)
    )
    output = np.broadcast_to(input, full)
    return output, lambda doutput: (unbroadcast(doutput, before),)


@differentiable
def getitem(input, index):
    """Return input[index]."""
    check_mask(input, index)
    output = input[index]

    def backward(doutput):
        dinput = np.zeros_like(input)
        if is_basic(index):
            dinput[index] = doutput
        else:
            np.add.at(dinput, index, doutput)  # an element taken twice gets both
        return dinput, None

    return output, backward


def check_mask(input, index):
    """Refuse a mask of another shape than what it selects from."""
    mask = isinstance(index, np.ndarray) and index.dtype.kind == "b"
    if mask and index.shape != input.shape[: index.ndim]:
        raise IndexError(f"a mask must have shape {input.shape}, got {index.shape}")


def is_basic(index):
    """Whether `index` selects each element at most once, by position."""
    parts = index if isinstance(index, tuple) else (index,)
    return all(
        part is None or part is Ellipsis or isinstance(part, (int, slice))
        for part in parts
    )


@differentiable
def cat(tensors, dim=0):
    """Join tensors along an existing dimension.

    Raises
    ------
    ValueError
        If there is none, or their other sizes or dtypes differ.
    """
    check_join(tensors)
    check_dim(dim, tensors[0].ndim)
    output = np.concatenate(tensors, dim)
    ends = np.cumsum([tensor.shape[dim] for tensor in tensors])[:-1]
    return output, lambda doutput: (np.split(doutput, ends, dim), None)


@differentiable
def stack(tensors, dim=0):
    """Join tensors of one shape along a new dimension.

    Raises
    ------
    ValueError
        If there is none, or their shapes or dtypes differ.
    """
    check_join(tensors)
    check_dim(dim, tensors[0].ndim + 1)
    output = np.stack(tensors, dim)
    return output, lambda doutput: (list(np.moveaxis(doutput, dim, 0)), None)


def check_join(tensors):
    """Refuse an empty sequence and tensors of different dtypes."""
    if not tensors:
        raise ValueError("expected at least one tensor, got none")
    dtypes = {tensor.dtype.name for tensor in tensors}
    if len(dtypes) > 1:
        raise ValueError(f"tensors must have one dtype, got {sorted(dtypes)}")
