"""Writing to parts of a tensor: what an index and its dtype let be written."""

import numpy as np

from .casting import cut, fitted
from .indexing import selection
from .memory import check_overlap, check_writable


def put(array, index, value):
    """Write the array `value` to array[index].

    Raises
    ------
    ValueError
        If its shape does not broadcast.
    TypeError
        If index arrays select and the dtypes differ.
    """
    basic, advanced = selection(index, array.shape)
    target = array[basic]
    check_writable(target)
    if advanced is not None:
        value = as_value(array.dtype, index, value)
    with np.errstate(all="ignore"):
        where = ... if advanced is None else advanced
        target[where] = cut(value, target.dtype)


def as_value(dtype, index, value):
    """Return what is written where index arrays select, in the dtype of the rest.

    A single value may be of another dtype if a single mask selects.

    Raises
    ------
    TypeError
        If the dtypes differ otherwise.
    RuntimeError
        If a single value is written where bytes select.
    """
    if value.size == 1 and (mask := only_mask(index)) is not None:
        if mask.dtype == np.uint8:
            raise RuntimeError("a mask must be bool, got uint8")
        return fitted("value", value.item(), dtype)
    check_dtype(dtype, value)
    return value


def check_dtype(dtype, value):
    """Refuse a value of another dtype."""
    if value.dtype != dtype:
        raise TypeError(f"value must be of dtype {dtype}, got {value.dtype}")


def only_mask(index):
    """Return the mask of an index in which nothing else but slices selects."""
    parts = index if isinstance(index, tuple) else (index,)
    arrays = [np.asarray(part) for part in parts]
    arrays = [array for array in arrays if array.ndim or array.dtype.kind in "bu"]
    if len(arrays) != 1:
        return None
    (mask,) = arrays
    return mask if mask.ndim and mask.dtype in (bool, np.uint8) else None


def check_source(array, index, value):
    """Refuse to write elements of an array where they overlap with the place."""
    basic, advanced = selection(index, array.shape)
    check_overlap(array[basic], value, whole=advanced is not None)
