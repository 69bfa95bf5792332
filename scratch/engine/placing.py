"""Elements taken from, added to and written at positions."""

import numpy as np

from . import arithmetic, assignment
from .arranging import narrow
from .autograd import Tensor, checked, differentiable
from .checks import check_dim
from .choosing import gather, nonzero, scattered, where
from .inplace import recording, write
from .methods import method
from .statistics import sum


@method
@checked("input", "index")
def take(input, index):
    """Return the elements at positions in the line of all elements."""
    if index.array.dtype != np.int64:
        raise TypeError(f"index must be of int64, got {index.array.dtype}")
    return input.reshape(-1)[index]


@method
@checked("input", "indices")
def take_along_dim(input, indices, dim=None):
    """Return the elements at positions along `dim`, as `argsort` and `argmax` give."""
    if dim is None:
        return gather(input.reshape(-1), 0, indices.reshape(-1))
    check_dim(dim, input.array.ndim)
    shape = list(np.broadcast_shapes(*sizes_but(dim, input, indices)))
    dim %= len(shape)
    wide = [*shape[:dim], indices.array.shape[dim], *shape[dim + 1 :]]
    whole = [*shape[:dim], input.array.shape[dim], *shape[dim + 1 :]]
    return gather(input.expand(*whole), dim, indices.expand(*wide))


def sizes_but(dim, *tensors):
    """Return the shapes with 1 in the place of one dimension."""
    for tensor in tensors:
        shape = list(tensor.array.shape)
        shape[dim] = 1
        yield tuple(shape)


@method
@checked
def argwhere(input):
    """Return the positions of what is not 0: (n, ndim)."""
    return nonzero(input)


@method
@checked("input", "index", "source", alpha=object)
def index_add(input, dim, index, source, *, alpha=1):
    """Return input with slices of source added at positions along `dim`."""
    check_dim(dim, input.array.ndim)
    check_index(index)
    if source.array.dtype != input.array.dtype:
        raise TypeError(
            f"source must be of dtype {input.array.dtype}, got {source.array.dtype}"
        )
    part = list(input.array.shape)
    part[dim] = index.array.size
    if tuple(part) != source.array.shape:
        raise ValueError(
            f"source must have shape {tuple(part)}, got {source.array.shape}"
        )
    return added(input, dim % input.array.ndim, index, source * alpha)


def check_index(index):
    """Refuse what is no line of positions."""
    if index.array.ndim > 1 or index.array.dtype not in (np.int64, np.int32):
        raise TypeError(f"index must be a line of int64, got {index}")


@differentiable("input", "index", "source")
def added(input, dim, index, source):
    """Return input with slices of source added at positions along a dimension."""
    if index.size and not 0 <= index.min() <= index.max() < input.shape[dim]:
        raise IndexError(f"index must be in [0, {input.shape[dim]}), got {index}")
    place = (*[slice(None)] * dim, index.reshape(-1))
    output = input.copy()
    np.add.at(output, place, source)
    return output, lambda doutput: (doutput, None, None, doutput[place])


@method
@checked("input", "index", "source")
def index_copy(input, dim, index, source):
    """Return input with the slices at positions along `dim` replaced."""
    check_dim(dim, input.array.ndim)
    check_index(index)
    dim %= input.array.ndim
    shape = [1] * input.array.ndim
    shape[dim] = index.array.size
    places = np.broadcast_to(index.array.reshape(shape), source.array.shape)
    return scattered(input, dim, Tensor(places.astype(np.int64)), source)


def index_put_(input, indices, values, accumulate=False):
    """Write values at positions, or add them; return the tensor."""
    place = tuple(indices)
    if not accumulate:
        input[place] = values
        return input
    assignment.check_dtype(input.array.dtype, values.array)
    recording(input, values)  # refuses a leaf
    return write(input, lambda old, new: put_added(old, new, place), values)


Tensor.index_put_ = index_put_


def put_added(input, values, place):
    """Return input with values added at positions."""
    arrays = np.broadcast_arrays(*(part.array for part in place))
    flat = np.ravel_multi_index(arrays, input.array.shape[: len(arrays)])
    rows = input.reshape(int(np.prod(input.array.shape[: len(arrays)])), -1)
    wanted = (*arrays[0].shape, *input.array.shape[len(arrays) :])
    source = values.expand(*wanted).reshape(flat.size, -1)
    return added(rows, 0, Tensor(flat.reshape(-1)), source).reshape(input.array.shape)


@method
@checked("input", "mask", "source")
def masked_scatter(input, mask, source):
    """Return input with the elements where the mask holds replaced, in order."""
    if mask.array.dtype != bool or source.array.dtype != input.array.dtype:
        raise TypeError("mask must be bool, and source of the dtype of input")
    mask = mask.array & np.ones(input.array.shape, bool)
    if mask.sum() > source.array.size:
        raise ValueError(f"source must have {mask.sum()} elements, got {source.shape}")
    count = np.maximum(np.cumsum(mask) - 1, 0).reshape(mask.shape)
    if not source.array.size:
        return input.clone()
    return where(Tensor(mask), source.reshape(-1)[Tensor(count)], input)


@method
@differentiable
def nan_to_num(input, nan=0.0, posinf=None, neginf=None):
    """Return input with numbers in the place of NaN and infinities.

    Without others, infinities become the largest and smallest number of the dtype.
    """
    if input.dtype.kind != "f":
        return input.copy(), lambda doutput: (doutput, None, None, None)
    limits = np.finfo(input.dtype)
    highest = float(limits.max) if posinf is None else posinf
    lowest = float(limits.min) if neginf is None else neginf
    output = np.where(np.isnan(input), nan or 0.0, input)
    output = np.where(input == np.inf, highest, output)
    output = np.where(input == -np.inf, lowest, output)

    def backward(doutput):
        return doutput * np.isfinite(input), None, None, None

    return output.astype(input.dtype, copy=False), backward


@method
@checked
def nansum(input, dim=None, keepdim=False):
    """Return the sum of what is not NaN."""
    return sum(input.masked_fill(Tensor(np.isnan(input.array)), 0.0), dim, keepdim)


@method
@checked
def nanmean(input, dim=None, keepdim=False):
    """Return the mean of what is not NaN."""
    known = Tensor(~np.isnan(input.array)).to(input.array.dtype)
    return arithmetic.div(nansum(input, dim, keepdim), sum(known, dim, keepdim))


@method
@checked
def diff(input, n=1, dim=-1):
    """Return the differences of neighbours along `dim`, n times over."""
    check_dim(dim, input.array.ndim)
    for _ in range(n):
        size = input.array.shape[dim]
        if size == 0:
            return input
        input = narrow(input, dim, 1, size - 1) - narrow(input, dim, 0, size - 1)
    return input
