"""Rearranging a tensor: reshape, transpose, permute, expand, index, concatenate."""

from math import prod

import numpy as np
from numpy.lib.stride_tricks import as_strided

from .arithmetic import unbroadcast
from .autograd import checked, differentiable
from .checks import check_dim
from .formats import check_arranged
from .memory import memory_order
from .methods import method, spelled, variadic, without_none
from .promotion import common_dtype, promote
from .reductions import axes


@variadic
@differentiable
def reshape(input, shape):
    """Return the elements, in order, in another shape; one size may be -1."""
    before = input.shape
    check_sizes(shape)
    return input.reshape(shape), lambda doutput: (doutput.reshape(before),)


def check_sizes(shape):
    """Refuse what is no shape; -1 stands for a size that follows from the others."""
    if not isinstance(shape, (tuple, list)):
        raise TypeError(f"shape must be a tuple of integers, got {shape!r}")
    for size in shape:
        if isinstance(size, bool) or not isinstance(size, (int, np.integer)):
            raise TypeError(f"shape must be a tuple of integers, got {shape!r}")
        if size < -1:
            raise ValueError(f"a size must be -1 or at least 0, got {shape!r}")


@variadic
@differentiable
def view(input, shape):
    """Return the elements in another shape, on the same memory."""
    before = input.shape
    check_sizes(shape)
    try:
        output = np.reshape(input, shape, copy=False)
    except ValueError as error:
        raise ValueError(
            f"a tensor of shape {before} and strides {steps(input)} has no view of "
            f"shape {tuple(shape)}; use reshape or contiguous"
        ) from error
    return output, lambda doutput: (doutput.reshape(before),)


def steps(array):
    """Return how many elements lie from one to the next, for each dimension."""
    return tuple(stride // array.itemsize for stride in array.strides)


@method
@differentiable(memory_format=object)
def clone(input, memory_format=None):
    """Return a copy without gaps, in the order of the memory of `input`."""
    check_arranged({"memory_format": memory_format})
    order = memory_order(input)
    output = np.copy(input.transpose(order), order="C").transpose(np.argsort(order))
    return output, lambda doutput: (doutput, None)


@method
@checked(memory_format=object)
def contiguous(input, memory_format=None):
    """Return input with its elements in row-major order in memory: itself if so."""
    check_arranged({"memory_format": memory_format})
    return input if input.is_contiguous() else in_rows(input)


@differentiable
def in_rows(input):
    """Return a copy whose elements lie in row-major order in memory."""
    return np.copy(input, order="C"), lambda doutput: (doutput,)


@method
@checked
def is_contiguous(input):
    """Return whether the elements lie in row-major order in memory."""
    return input.array.flags.c_contiguous


@method
@checked
def flatten(input, start_dim=0, end_dim=-1):
    """Merge the dimensions from start_dim to end_dim (both included)."""
    ndim = max(input.ndim, 1)
    (start,), (end,) = axes(start_dim, ndim), axes(end_dim, ndim)
    if start > end:
        raise ValueError(
            f"start_dim must not be after end_dim, got {start_dim}, {end_dim}"
        )
    if start == end and input.ndim:
        return input
    shape = input.shape
    merged = prod(shape[start : end + 1])  # 1 for a number
    return reshape(input, (*shape[:start], merged, *shape[end + 1 :]))


@method
@spelled
@without_none
@checked
def squeeze(input, dim=None):
    """Drop the dimensions of size 1: all of them, or those named by `dim`."""
    dims = axes(dim, input.ndim) if dim != () else ()
    shape = [n for i, n in enumerate(input.shape) if n != 1 or i not in dims]
    return reshape(input, tuple(shape))


@method
@spelled
@checked
def unsqueeze(input, dim):
    """Insert a dimension of size 1 before position `dim`."""
    (dim,) = axes(dim, input.ndim + 1)
    return reshape(input, (*input.shape[:dim], 1, *input.shape[dim:]))


@variadic
@differentiable
def permute(input, dims):
    """Return input with its dimensions in the order `dims`."""
    if len(dims) != input.ndim:
        raise ValueError(f"permute needs {input.ndim} dimensions, got {dims}")
    inverse = np.argsort([dim % input.ndim for dim in dims])
    return input.transpose(dims), lambda doutput: (doutput.transpose(inverse),)


@method
@differentiable
def transpose(input, dim0, dim1):
    """Exchange two dimensions."""
    check_dim(dim0, input.ndim)
    check_dim(dim1, input.ndim)
    if input.ndim == 0:
        return input[...], lambda doutput: (doutput,)
    output = input.swapaxes(dim0, dim1)
    return output, lambda doutput: (doutput.swapaxes(dim0, dim1),)


@variadic
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
    if type(input) is np.ndarray:  # of what is broadcast, NumPy lets nothing be written
        output = as_strided(input, full, output.strides)
    return output, lambda doutput: (unbroadcast(doutput, before),)


@method
@checked
def t(input):
    """Return the matrix transposed; fewer than two dimensions keep their order."""
    if input.array.ndim > 2:
        raise ValueError(f"t needs at most 2 dimensions, got {input.array.ndim}")
    return permute(input, tuple(reversed(range(input.array.ndim))))


@spelled
@checked("tensors[]")
def cat(tensors, dim=0):
    """Join tensors along an existing dimension, in the dtype that holds them all.

    Raises
    ------
    ValueError
        If there is none, or their other sizes differ.
    """
    tensors = in_one_dtype(tensors)
    if len({tensor.dim() for tensor in tensors}) > 1:  # torch's empty ones fit all
        fits = next((t.shape for t in tensors if t.shape != (0,)), (0,))
        check_dim(dim, len(fits))
        none = tuple(0 if i == dim % len(fits) else n for i, n in enumerate(fits))
        tensors = [reshape(t, none) if t.shape == (0,) else t for t in tensors]
    return joined(tensors, dim)


@spelled
@checked("tensors[]")
def stack(tensors, dim=0):
    """Join tensors of one shape along a new dimension, in the dtype that holds all.

    Raises
    ------
    ValueError
        If there is none, or their shapes differ.
    """
    return stacked(in_one_dtype(tensors), dim)


def in_one_dtype(tensors):
    """Return tensors in the dtype that holds them all."""
    if not tensors:
        raise ValueError("expected at least one tensor, got none")
    dtype = common_dtype(*tensors)
    return [promote(tensor, dtype) for tensor in tensors]


@differentiable("tensors[]")
def joined(tensors, dim):
    """Join arrays along an existing dimension."""
    check_dim(dim, tensors[0].ndim)
    output = dense(np.concatenate(tensors, dim))
    ends = np.cumsum([tensor.shape[dim] for tensor in tensors])[:-1]
    return output, lambda doutput: (np.split(doutput, ends, dim), None)


@differentiable("tensors[]")
def stacked(tensors, dim):
    """Join arrays along a new dimension."""
    check_dim(dim, tensors[0].ndim + 1)
    output = dense(np.stack(tensors, dim))
    return output, lambda doutput: (list(np.moveaxis(doutput, dim, 0)), None)


def dense(array):
    """Return the array with its elements in order of the last dimension."""
    return array if array.flags.c_contiguous else np.ascontiguousarray(array)
