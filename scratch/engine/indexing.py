"""Indexing: reading parts of a tensor, as torch reads an index.

NumPy counts an integer among the index arrays; torch applies it first, like a slice, so
that only index arrays decide where the dimension that they select goes.
"""

import warnings

import numpy as np

from .autograd import Tensor, differentiable
from .memory import order_of

EVERYTHING = slice(None)
BYTES = (
    "indexing with dtype torch.uint8 is now deprecated, "
    "please use a dtype torch.bool instead."
)


@differentiable
def getitem(input, index):
    """Return input[index]: a view, or a copy where an array or a mask selects."""
    basic, advanced = selection(index, input.shape)
    output = input[basic]
    if advanced is not None:
        output = laid_out(output[advanced], output, advanced)

    def backward(doutput):
        dinput = np.zeros_like(input)
        if advanced is None:
            dinput[basic] = doutput
        elif doutput.size:
            add_at(dinput[basic], advanced, doutput)  # an element taken twice gets both
        return dinput, None

    return output, backward


def laid_out(output, source, advanced):
    """Return what index arrays selected, with the axes in memory as torch lays them."""
    if source.flags.c_contiguous:
        rows = output.flags.c_contiguous and 1 not in output.shape
        return output if rows else output.copy()  # axes of length 1 get their stride
    places = [i for i, part in enumerate(advanced) if isinstance(part, np.ndarray)]
    arrays = np.broadcast_arrays(*(advanced[i] for i in places))
    kept = [s for i, s in enumerate(source.strides) if i not in places]
    adjacent = places[-1] - places[0] < len(places)
    start, rank = places[0] if adjacent else 0, arrays[0].ndim
    operands = [(*kept[:start], *[0] * rank, *kept[start:])]
    for array in arrays:
        operands.append((*[0] * start, *array.strides, *[0] * (len(kept) - start)))
    order = order_of(operands, output.shape)
    return output.transpose(order).copy().transpose(np.argsort(order))


def add_at(array, index, values):
    """Add `values` to array[index], an element named twice twice.

    Rows are sorted and summed, 2 to 10 times as fast as `np.add.at` if they are long.
    """
    first = index[0]
    rows = len(index) == 1 and array.ndim > 1 and array[0].size >= 16
    if not rows or type(values) is not np.ndarray or first.size < 16:
        np.add.at(array, index, values)
        return
    rows = first.ravel() % len(array)
    order = np.argsort(rows, kind="stable")
    starts = np.flatnonzero(np.diff(rows[order], prepend=-1))
    values = values.reshape(rows.size, *array.shape[1:])
    array[rows[order[starts]]] += np.add.reduceat(values[order], starts, axis=0)


def selection(index, shape):
    """Return what of an index NumPy calls basic, and the index arrays of what is left.

    Parameters
    ----------
    index : int, slice, None, Ellipsis, bool, list, array of integers or bools, or tuple
    shape : tuple of ints
        Of what is indexed.

    Returns
    -------
    basic : tuple of int, slice, None and Ellipsis
        Selects a view, of any rank.
    advanced : tuple of slice and integer array, or None
        Selects from this view; None if there is no array.
    """
    parts = index if isinstance(index, tuple) else (index,)
    parts = [as_part(part) for part in parts]
    taken = sum(consumed(part) for part in parts)
    if taken > len(shape):
        raise IndexError(f"too many indices for a tensor of {len(shape)} dimensions")
    if sum(part is Ellipsis for part in parts) > 1:
        raise IndexError("an index can only have a single ellipsis ('...')")
    basic, advanced, dim, outside = [], [], 0, None
    for part in parts:
        if part is Ellipsis:
            left = len(shape) - taken
            basic += [EVERYTHING] * left
            advanced += [EVERYTHING] * left
            dim += left
        elif isinstance(part, np.ndarray):
            places = positions(part, shape, dim)
            if part.dtype != bool and (wrong := out_of_range(part, shape[dim])):
                outside = outside or (wrong[0], shape[dim], dim)
            basic += [EVERYTHING] * part.ndim if part.dtype == bool else [EVERYTHING]
            if part.dtype == bool and part.ndim == 0:  # a dimension of length 1 or 0
                basic.append(None)
            advanced += places
            dim += consumed(part)
        else:
            if isinstance(part, int):
                check_range(part, shape[dim], dim)
            else:
                advanced.append(EVERYTHING)
            basic.append(part)
            dim += consumed(part)
    if not any(isinstance(part, np.ndarray) for part in advanced):
        return (*basic, Ellipsis), None
    if outside:
        left = np.broadcast_to(0, shape)[(*basic, Ellipsis)].shape
        advanced = chosen_nowhere(advanced, left, outside)
    return (*basic, Ellipsis), tuple(advanced)


def chosen_nowhere(advanced, shape, outside):
    """Return index arrays that fit, of an index that selects no element; or refuse it.

    Where nothing is selected, no position is looked at; of no position, none is wrong.
    """
    arrays = [part for part in advanced if isinstance(part, np.ndarray)]
    try:
        places = np.broadcast_shapes(*(array.shape for array in arrays))
    except ValueError:
        places = (1,)
    sizes = [n for part, n in zip(advanced, shape) if part is EVERYTHING]
    others = [*sizes, *shape[len(advanced) :]]
    if 0 in places:
        empty = np.empty(places, np.int64)
        return [empty if isinstance(p, np.ndarray) else p for p in advanced]
    if outside[1] and 0 in others:
        return [np.zeros_like(p) if isinstance(p, np.ndarray) else p for p in advanced]
    check_range(*outside)


def out_of_range(array, size):
    """Return the positions that a dimension does not have, if there are any."""
    if not array.size or (-size <= array.min() and array.max() < size):
        return None
    return [array.min() if array.min() < -size else array.max()]


def consumed(part):
    """Return how many dimensions a part of an index takes."""
    if isinstance(part, np.ndarray):
        return part.ndim if part.dtype == bool else 1
    return 0 if part is None or part is Ellipsis else 1


def as_part(part):
    """Return a part of an index as int, slice, None, Ellipsis or array.

    Raises
    ------
    TypeError, IndexError
        If it is nothing that selects.
    ValueError
        If a slice does not step forwards.
    """
    if part is None or part is Ellipsis or type(part) is int:
        return part
    if isinstance(part, slice):
        if part.step is not None and part.step <= 0:
            raise ValueError(f"a slice's step must be positive, got {part.step}")
        return part
    if isinstance(part, bool):
        return np.array(part)
    if isinstance(part, (list, tuple, range)):
        if set(map(type, part)) == {int}:
            return np.array(part, np.int64)
        if any(isinstance(item, (list, tuple, slice, np.ndarray)) for item in part):
            raise TypeError(f"an index must not be nested lists, got {part}")
        part = [item if isinstance(item, bool) else as_number(item) for item in part]
        return np.array(part, None if part else np.int64)
    if not isinstance(part, np.ndarray):
        return as_number(part)
    if part.dtype == np.uint8:
        if part.ndim:
            warnings.warn(BYTES, UserWarning, stacklevel=5)
        return np.asarray(part != 0)
    if part.dtype not in (np.bool_, np.int32, np.int64):
        raise IndexError(
            f"an index must be of int64, int32, uint8 or bool, got {part.dtype}"
        )
    return part


def as_number(part):
    """Return an integer of an index as Python's own."""
    if isinstance(part, np.bool_) or not hasattr(part, "__index__"):
        raise IndexError(
            "an index must be ints, slices, '...', None, bools, lists or Tensors of "
            f"whole numbers, got {part!r}"
        )
    return part.__index__()


def positions(array, shape, dim):
    """Return index arrays for an array of integers, or for a mask of several dims."""
    if array.dtype == bool:
        size = shape[dim : dim + array.ndim]
        if array.shape != size:
            raise IndexError(
                f"a mask must have shape {size} from dimension {dim} on, "
                f"got {array.shape}"
            )
        return [np.flatnonzero(array)] if array.ndim == 0 else list(array.nonzero())
    return [array.copy()]  # the tensor's may be written into before the way back


def check_range(position, size, dim):
    """Refuse a position that a dimension does not have."""
    if not -size <= position < size:
        raise IndexError(
            f"index {position} is out of bounds for dimension {dim} with size {size}"
        )


def versions(index):
    """Yield the versions of the tensors in an index that are kept for the way back."""
    for part in index if isinstance(index, tuple) else (index,):
        if isinstance(part, Tensor) and part.array.ndim:
            yield part.version


def by_value(index):
    """Return an index without tensors: arrays, and arrays of one number as that.

    A view keeps the place that the number was at the time, whatever becomes of it.
    """
    if type(index) is int:
        return index
    if isinstance(index, tuple):
        return tuple(by_value(part) for part in index)
    if isinstance(index, list):
        return [part.array if isinstance(part, Tensor) else part for part in index]
    if isinstance(index, slice):
        bounds = (index.start, index.stop, index.step)
        return slice(*(b if b is None else b.__index__() for b in bounds))
    array = index.array if isinstance(index, Tensor) else index
    if isinstance(array, np.ndarray) and array.ndim == 0 and array.dtype.kind == "i":
        return int(array)
    return array
