"""Updates block by block, so that each statement finds its numbers in the cache."""

import numpy as np

BLOCK = 1 << 17  # numbers; a handful of such arrays fit in the cache


def blocks(param, grad, state):
    """Return views of a stretch of a parameter, its gradient and its state, one by one.

    Parameters
    ----------
    param, grad : array
    state : dict
        Arrays of the parameter's shape, which are cut, and numbers, which are not.
    """
    if param.size > BLOCK:
        arrays = [value for value in state.values() if has_length(value)]
        if all(map(divisible, (param, grad, *arrays))):
            return cut(param, grad, state)
    return ((param, grad, state),)


def cut(param, grad, state):
    """Yield stretches of BLOCK numbers."""
    param, grad = param.reshape(-1), grad.reshape(-1)
    for start in range(0, param.size, BLOCK):
        stretch = slice(start, start + BLOCK)
        parts = {
            name: value.reshape(-1)[stretch] if has_length(value) else value
            for name, value in state.items()
        }
        yield param[stretch], grad[stretch], parts


def has_length(value):
    """Tell arrays of the parameter's shape from numbers, kept in an array or not."""
    return getattr(value, "ndim", 0) > 0


def divisible(array):
    """Whether stretches of the array are views of it, so that it can be cut."""
    return type(array) is np.ndarray and array.flags.c_contiguous
