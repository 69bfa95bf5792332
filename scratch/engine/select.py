"""Choosing between elements without a branch for each.

`np.where` takes a branch an element; on a random condition half of them are
mispredicted, 4 ns each. Here the bits are multiplied by the condition instead, which
like `np.where`, and unlike a product of floats, lets no infinity or NaN through.
"""

import numpy as np

from .pool import recycled

BITS = {4: np.int32, 8: np.int64}  # integers of the size of a float


def keep_where(condition, array):
    """Return `array` where `condition` holds and 0 elsewhere."""
    if type(array) is not np.ndarray or array.dtype.char not in "fd":
        return np.where(condition, array, 0)
    bits = array.view(BITS[array.itemsize])
    bits = np.multiply(condition, bits, out=recycled(bits))
    return bits.view(array.dtype)
