"""Tensors side by side, repeated to one shape, and taken apart."""

from math import prod

import numpy as np

from .arguments import check_integer
from .arranging import flip, split
from .autograd import Tensor, checked
from .methods import method
from .shapes import cat, expand, reshape, stack, transpose


def raised(tensor, ndim):
    """Return a tensor with at least so many dimensions, the new ones first."""
    missing = max(0, ndim - tensor.array.ndim)
    return reshape(tensor, (1,) * missing + tuple(tensor.array.shape))


@checked("tensors[]")
def hstack(tensors):
    """Join along the columns: dimension 1, or 0 of vectors."""
    tensors = [raised(tensor, 1) for tensor in tensors]
    return cat(tensors, 0 if tensors and tensors[0].array.ndim == 1 else 1)


@checked("tensors[]")
def vstack(tensors):
    """Join along the rows; a vector is one of them."""
    return cat([raised(tensor, 2) for tensor in tensors], 0)


@checked("tensors[]")
def dstack(tensors):
    """Join along dimension 2; matrices get one."""
    deep = []
    for tensor in tensors:
        tensor = raised(tensor, 2)
        deep.append(tensor[..., None] if tensor.array.ndim == 2 else tensor)
    return cat(deep, 2)


@checked("tensors[]")
def column_stack(tensors):
    """Join along dimension 1; vectors and numbers are columns."""
    return cat(
        [
            reshape(tensor, (tensor.array.size, 1)) if tensor.array.ndim < 2 else tensor
            for tensor in tensors
        ],
        1,
    )


row_stack = vstack


def broadcast_tensors(*tensors):
    """Return tensors repeated to the shape that they have together, or as they are."""
    shape = np.broadcast_shapes(*(shape_of(tensor) for tensor in tensors))
    return tuple(t if t.shape == shape else expand(t, shape) for t in tensors)


def shape_of(tensor):
    """Return the shape of a tensor."""
    if not isinstance(tensor, Tensor):
        raise TypeError(f"tensors must be Tensors, got {type(tensor).__name__}")
    return tensor.array.shape


def broadcast_to(input, *size):
    """Return input repeated to a shape."""
    shape_of(input)
    size = size[0] if len(size) == 1 and isinstance(size[0], (tuple, list)) else size
    return expand(input, tuple(size))


Tensor.broadcast_to = broadcast_to


def cartesian_prod(*tensors):
    """Return all combinations of one element of each vector, in rows."""
    for tensor in tensors:
        if len(shape_of(tensor)) != 1:
            raise ValueError(f"tensors must be vectors, got {shape_of(tensor)}")
    sizes = [tensor.array.size for tensor in tensors]
    columns = []
    for i, tensor in enumerate(tensors):
        shape = [n if j == i else 1 for j, n in enumerate(sizes)]
        columns.append(reshape(expand(reshape(tensor, shape), sizes), (prod(sizes),)))
    return columns[0] if len(columns) == 1 else stack(columns, 1)


@method
@checked
def tensor_split(input, indices_or_sections, dim=0):
    """Return views along `dim`: so many of about one size, or cut at positions."""
    size = input.array.shape[dim] if input.array.ndim else 0
    cuts = indices_or_sections
    if not isinstance(cuts, (tuple, list)):
        count = check_integer("sections", cuts)
        if count < 1:
            raise ValueError(f"sections must be positive, got {count}")
        each, more = divmod(size, count)
        return split(input, [each + (i < more) for i in range(count)], dim)
    ends = [min(max(cut + size if cut < 0 else cut, 0), size) for cut in cuts]
    starts = [0, *ends]
    sizes = [max(end - start, 0) for start, end in zip(starts, [*ends, size])]
    return split(input, sizes, dim)


@method
@checked
def fliplr(input):
    """Return a matrix with its columns in reverse order."""
    return flip(input, (1,))


@method
@checked
def flipud(input):
    """Return a tensor with its rows in reverse order."""
    return flip(input, (0,))


@method
@checked
def rot90(input, k=1, dims=(0, 1)):
    """Return input turned k times by a right angle, from the first dim to the second.

    Raises
    ------
    ValueError
        If dims are not two.
    """
    if not isinstance(dims, (tuple, list)) or len(dims) != 2:
        raise ValueError(f"dims must be two, got {dims!r}")
    first, second = dims
    if k % 4 == 1:
        return transpose(flip(input, (second,)), first, second)
    if k % 4 == 3:
        return flip(transpose(input, first, second), (second,))
    return flip(input, (first, second)) if k % 4 == 2 else input.clone()
