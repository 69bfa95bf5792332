"""Choosing between elements without a branch for each.

`np.where` takes a branch an element; on a random condition half of them are
mispredicted, 4 ns each. Here the bits are multiplied by the condition instead, which
like `np.where`, and unlike a product of floats, lets no infinity or NaN through.
"""

import numpy as np

BITS = {4: np.int32, 8: np.int64}  # integers of the size of a float
FEW = 2048  # elements, for which `np.where` is faster
PLAIN = (np.ndarray, np.float32, np.float64, float, int)


def choose(condition, input, other):
    """Return `input` where `condition` holds and `other` elsewhere.

    Parameters
    ----------
    condition : (...) bool
    input, other : arrays that broadcast to (...), one of them may be a number
    """
    if condition.size < FEW:
        return np.where(condition, input, other)
    if type(input) is int and input == 0:
        return masked(~condition, other)
    if type(other) is int and other == 0:
        return masked(condition, input)
    if type(input) not in PLAIN or type(other) not in PLAIN:
        return np.where(condition, input, other)
    dtype = np.result_type(input, other)
    if dtype.char not in "fd":
        return np.where(condition, input, other)
    integer = BITS[dtype.itemsize]
    first = np.asarray(input, dtype).view(integer)
    second = np.asarray(other, dtype).view(integer)
    output = np.empty(condition.shape, dtype)
    bits = output.view(integer)
    bits[...] = condition  # a cast that multiplying would do in small pieces
    bits *= first ^ second
    bits ^= second
    return output


def masked(condition, array):
    """Return `array` where `condition`, of its shape, holds and 0 elsewhere."""
    if type(array) is not np.ndarray or array.dtype.char not in "fd":
        return np.where(condition, array, 0)
    output = np.empty(condition.shape, array.dtype)
    integer = BITS[array.itemsize]
    bits = output.view(integer)
    bits[...] = condition
    bits *= array.view(integer)
    return output


def clipped(input, low, high):
    """Return input cut off at low and high, held constant; a zero keeps its sign."""
    return choose(input < low, low, input).clip(max=high)


def divisor(value, least):
    """Return what may be divided by: value, raised to `least` where it is below."""
    return np.maximum(value, least)


def largest(input, dim):
    """Return the maximum along `dim`, of size 1 there, held constant."""
    return 0 if 0 in input.shape else input.max(dim, keepdims=True)
