"""Updates block by block, so that each statement finds its numbers in the cache."""

from threading import local

import numpy as np

BLOCK = 1 << 17  # numbers; a handful of such arrays fit in the cache


class Work(local):
    """Temporaries of this thread, by dtype, kept from step to step."""

    def __init__(self):
        self.by_dtype = {}


kept = Work()


def blocks(work, *arrays):
    """Yield the same stretch of every array, then of `work` temporaries.

    Parameters
    ----------
    work : int
        How many temporaries; their values are arbitrary.
    *arrays : array or None
        Arrays of one shape and dtype; None stays None.

    Yields
    ------
    views : list of array
        What is written to them is written to the arrays.
    """
    first = arrays[0]
    if type(first) is np.ndarray and first.size <= BLOCK:
        spare = temporaries(work, first.dtype)
        yield [*arrays, *(row[: first.size].reshape(first.shape) for row in spare)]
    elif all(array is None or divisible(array) for array in arrays):
        spare = temporaries(work, first.dtype)
        flat = [array if array is None else array.reshape(-1) for array in arrays]
        for start in range(0, first.size, BLOCK):
            stretch = slice(start, start + BLOCK)
            views = [array if array is None else array[stretch] for array in flat]
            yield [*views, *(row[: views[0].size] for row in spare)]
    else:
        yield [*arrays, *(np.empty_like(first) for _ in range(work))]


def temporaries(work, dtype):
    """Return `work` rows of BLOCK numbers."""
    rows = kept.by_dtype.get((work, dtype))
    if rows is None:
        rows = kept.by_dtype[work, dtype] = list(np.empty((work, BLOCK), dtype))
    return rows


def divisible(array):
    """Whether stretches of the array are views of it, so that it can be cut."""
    return type(array) is np.ndarray and array.flags.c_contiguous
