"""Diagonals of matrices, and the positions beside them."""

import numpy as np

from .autograd import Tensor, checked, differentiable
from .choosing import masked_fill
from .creation import tensor
from .devices import check_device
from .inplace import recording, write
from .memory import fitting
from .methods import method


@method
@differentiable
def diagonal(input, offset=0, dim1=0, dim2=1):
    """Return a diagonal of each matrix in two dimensions, last: a view.

    Raises
    ------
    ValueError
        If the dimensions are one and the same.
    """

    def diagonal_of(array):
        output = np.diagonal(array, offset, dim1, dim2)
        output.flags.writeable = array.flags.writeable  # which NumPy's is not
        return output

    def backward(doutput):
        dinput = np.zeros_like(input)
        diagonal_of(dinput)[...] = doutput
        return dinput, None, None, None

    return diagonal_of(input), backward


@method
@differentiable
def diag_embed(input, offset=0):
    """Return matrices with the last dimension on a diagonal."""
    check_vectors(input)
    size = input.shape[-1] + abs(offset)
    rows = np.arange(input.shape[-1])
    place = ..., rows + max(-offset, 0), rows + max(offset, 0)
    output = np.zeros((*input.shape[:-1], size, size), input.dtype)
    output[place] = input
    return output, lambda doutput: (doutput[place], None)


def check_vectors(input):
    """Refuse a number."""
    if input.ndim == 0:
        raise ValueError("input must have at least 1 dimension, got 0")


@method
@checked
def diagflat(input, offset=0):
    """Return a matrix with all elements on a diagonal."""
    return diag_embed(input.reshape(-1), offset)


@method
@checked("input", "fill_value|number")
def fill_diagonal_(input, fill_value, wrap=False):
    """Write a number on the diagonal of a matrix; return it."""
    if input.array.ndim != 2 or wrap:
        raise ValueError(f"fill_diagonal_ needs a matrix, got shape {input.shape}")
    diagonal = Tensor(np.eye(*input.array.shape, dtype=bool))
    recording(input, fill_value)  # refuses a leaf
    return write(input, lambda old: masked_fill(old, diagonal, fill_value))


@fitting
def tril_indices(row, col, offset=0, *, dtype=None, device=None):
    """Return the positions on and below a diagonal of a matrix: (2, n) int64."""
    check_device(device)
    return positions(np.tril_indices, row, col, offset, dtype)


@fitting
def triu_indices(row, col, offset=0, *, dtype=None, device=None):
    """Return the positions on and above a diagonal of a matrix: (2, n) int64."""
    check_device(device)
    return positions(np.triu_indices, row, col, offset, dtype)


def positions(find, row, col, offset, dtype):
    """Return what NumPy's function finds, as a tensor."""
    for name, size in (("row", row), ("col", col), ("offset", offset)):
        if isinstance(size, bool) or not isinstance(size, int):
            raise TypeError(f"{name} must be an integer, got {size!r}")
    if row < 0 or col < 0:
        raise ValueError(f"row and col must not be negative, got {row} and {col}")
    found = np.stack(find(row, offset, col))
    return tensor(found, dtype=np.dtype(np.int64) if dtype is None else dtype)
