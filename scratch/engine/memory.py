"""How arrays lie in memory, and filling them in that order, as torch does."""

from functools import wraps

import numpy as np

from .pool import empty


def fill(array, generator, draw):
    """Let `draw(flat, generator)` fill `array`, under the generator's lock."""
    with generator.lock:
        if array.flags.c_contiguous:
            draw(array.reshape(-1), generator)
        else:
            flat = np.empty(array.size, array.dtype)
            draw(flat, generator)
            view = array.transpose(memory_order(array))
            view[...] = flat.reshape(view.shape)


def dense_like(array, dtype):
    """Return an empty array without gaps, in the shape and axis order of `array`."""
    if array.flags.c_contiguous:
        return empty(array.shape, np.dtype(dtype))
    order = memory_order(array)
    shape = [array.shape[axis] for axis in order]
    return np.empty(shape, dtype).transpose(np.argsort(order))


def memory_order(array):
    """Return the axes of `array` from the outermost in memory to the innermost.

    An insertion sort by stride, as torch's TensorIterator: a stride of 0 compares with
    no other, and of two equal strides that of the shorter axis is the inner one.
    """
    strides, shape = [abs(stride) for stride in array.strides], array.shape
    order = list(range(array.ndim))[::-1]
    for start in range(1, array.ndim):
        moving = start
        for other in range(start - 1, -1, -1):
            a, b = order[other], order[moving]
            if not strides[a] or not strides[b]:
                continue
            if strides[a] < strides[b]:
                break
            if strides[a] > strides[b] or shape[a] > shape[b]:
                order[other], order[moving] = b, a
                moving = other
    return order[::-1]


def shaped(array, shape):
    """Return `array` in this shape: itself if it has it, since a view owns nothing."""
    return array if array.shape == shape else array.reshape(shape)


def fitting(make):
    """Say by a ValueError that a tensor does not fit into memory, or into 64 bits."""

    @wraps(make)
    def call(*args, **kwargs):
        try:
            return make(*args, **kwargs)
        except (MemoryError, OverflowError) as error:
            raise ValueError(f"{make.__name__}: {error}") from error

    return call
