"""Formulas over large arrays, computed piece by piece in the processor's cache.

Every operation of NumPy reads its operands from memory and writes its result there,
which takes longer than the arithmetic. On pieces whose intermediate results stay in
the cache a formula of several operations takes half the time.
"""

import numpy as np

from .pool import empty

PIECE = 1 << 18  # elements: a few intermediate results fit into the shared cache
FEW = 1 << 22  # elements, for which one piece is as fast


def in_pieces(function, *arrays):
    """Return function(*arrays), computed in pieces if the arrays are large.

    Parameters
    ----------
    function : callable
        From arrays to one array, element by element.
    arrays : arrays of one shape and dtype
    """
    first = arrays[0]
    if first.size <= FEW or not all(fits(array, first) for array in arrays):
        return function(*arrays)
    output = empty(first.shape, first.dtype)
    flat = output.reshape(-1)
    operands = [array.reshape(-1) for array in arrays]
    for start in range(0, len(flat), PIECE):
        piece = slice(start, start + PIECE)
        flat[piece] = function(*[operand[piece] for operand in operands])
    return output


def fits(array, first):
    """Tell whether the pieces of an array are those of the first one."""
    return (
        type(array) is np.ndarray
        and array.flags.c_contiguous
        and array.shape == first.shape
        and array.dtype == first.dtype
    )
