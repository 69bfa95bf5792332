"""Choosing between elements without a branch for each.

`np.where` takes a branch an element; on a random condition half of them are
mispredicted, 4 ns each. Here the bits are multiplied by the condition instead, which
like `np.where`, and unlike a product of floats, lets no infinity or NaN through.
"""

from math import inf

import numpy as np

from .pool import empty, recycled

BITS = {4: np.int32, 8: np.int64}  # integers of the size of a float
FEW = 512  # elements, for which `np.where` is faster
PLAIN = (np.ndarray, np.float32, np.float64, float, int)


def keep_where(condition, array):
    """Return `array` where `condition`, of its shape, holds and 0 elsewhere."""
    if type(array) is not np.ndarray or array.dtype.char not in "fd":
        return np.where(condition, array, 0)
    if array.size < FEW:
        return np.where(condition, array, 0)
    output = empty(array.shape, array.dtype)
    integer = BITS[array.itemsize]
    np.multiply(condition, array.view(integer), out=output.view(integer))
    return output


def at_least(input, low):
    """Return np.maximum(input, low), with a number, by the faster np.clip."""
    if input.size < FEW or type(input) is not np.ndarray or input.dtype.kind != "f":
        return np.maximum(input, low)
    return np.clip(input, low, inf, out=recycled(input))


def at_most(input, high):
    """Return np.minimum(input, high), with a number, by the faster np.clip."""
    if input.size < FEW or type(input) is not np.ndarray or input.dtype.kind != "f":
        return np.minimum(input, high)
    return np.clip(input, -inf, high, out=recycled(input))


def choose(condition, input, other, dtype=None):
    """Return `input` where `condition` holds and `other` elsewhere, as `np.where`.

    Parameters
    ----------
    condition : (...) bool
    input, other : arrays that broadcast to (...), or numbers
    dtype : dtype, optional
        Of the result; needed where both are Python's numbers.
    """
    if type(input) not in PLAIN or type(other) not in PLAIN:
        return np.where(condition, input, other)
    dtype = np.result_type(input, other) if dtype is None else dtype
    input, other = np.asarray(input, dtype), np.asarray(other, dtype)
    if condition.size < FEW or dtype.char not in "fd":
        return np.where(condition, input, other)
    output = empty(condition.shape, dtype)
    if not condition.any():
        output[...] = other
        return output
    input, other, bits = (a.view(BITS[dtype.itemsize]) for a in (input, other, output))
    bits[...] = condition
    bits *= input ^ other
    bits ^= other
    return output
