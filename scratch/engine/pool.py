"""Large arrays in memory that is used again, not fetched page by page each time.

The C library hands large blocks back to the system when they are freed, and the next
step of the same training pays for fresh ones: a page fault for every 4096 bytes. Here
a block goes back to its shelf when the last array in it dies, and only a few stay.
"""

import sys
from collections import defaultdict
from ctypes import Array, c_char
from functools import cache
from math import prod

import numpy as np

LARGE = 1 << 17  # bytes; below, the C library itself keeps them
LIMIT = 1 << 28  # bytes on all shelves; what exceeds it goes back to the system
LINE = 64  # bytes of a cache line, to which arrays are aligned

# Of smaller blocks, NumPy's own intermediate results, glibc keeps those that are no
# larger than the largest freed so far, up to 32 MB: free one (mallopt(3), NOTES).
np.empty(33_500_000, np.uint8)


class Loan(Array):
    """The owner of an array's memory; it goes back when the last view of it is gone."""

    _type_, _length_ = c_char, 0

    def __del__(self, is_finalizing=sys.is_finalizing):
        if not is_finalizing():
            give_back(len(self), self.block)


shelf = defaultdict(list)  # size: blocks that no array uses: their memory and address
kept = 0  # bytes on the shelf


def give_back(size, block):
    """Keep a block, or free it if the shelf is full."""
    global kept
    if kept + size <= LIMIT:
        kept += size
        shelf[size].append(block)


def clear():
    """Free every block."""
    global kept
    kept = 0
    shelf.clear()


@cache
def loans_of(size):
    """Return the class of the loans of so many bytes."""
    return type("Loan", (Loan,), {"_length_": size, "__slots__": ("block",)})


def empty(shape, dtype):
    """Return an array of arbitrary values, from the shelf if it is large."""
    global kept
    size = prod(shape) * dtype.itemsize
    if size < LARGE:
        return np.empty(shape, dtype)
    try:
        block = shelf[size].pop()
        kept -= size
    except IndexError:
        memory = np.empty(size + LINE, np.uint8)
        start = memory.ctypes.data
        block = memory, start + -start % LINE
    loan = loans_of(size).from_address(block[1])
    loan.block = block
    return np.ndarray(shape, dtype, loan)


def recycled(array):
    """Return where to write a result like `array`: None leaves it to NumPy."""
    if type(array) is not np.ndarray or array.nbytes < LARGE:
        return None
    return empty(array.shape, array.dtype) if array.flags.c_contiguous else None


def zeros_like(array):
    """Return zeros in the shape and dtype of `array`."""
    if type(array) is not np.ndarray:
        return np.zeros_like(array)
    zeros = empty(array.shape, array.dtype)
    zeros.fill(0)
    return zeros


def owns_memory(array):
    """Whether `array` is no view of another one."""
    return array.base is None or isinstance(array.base, Loan)


def product(left, right):
    """Return left @ right, a large one in memory from the shelf."""
    if type(left) is type(right) is np.ndarray and left.ndim == right.ndim == 2:
        shape = left.shape[0], right.shape[1]
        if prod(shape) * left.itemsize >= LARGE:
            return np.matmul(left, right, out=empty(shape, left.dtype))
    return left @ right
