"""New tensors: from Python values, filled with a constant, or in steps."""

import numpy as np

from . import dtypes
from .arguments import LIMIT
from .autograd import Tensor, checked
from .casting import fitted
from .devices import check_device
from .memory import dense_like, fitting
from .methods import whole
from .sequences import number


def tensor(data, *, dtype=None, device=None, requires_grad=False):
    """Return a tensor that copies `data`.

    Parameters
    ----------
    data : number, nested lists, ndarray or Tensor
        Python floats take the default dtype; arrays keep theirs.
    dtype : dtype, optional
    device : device, default: the CPU
    requires_grad : bool

    Raises
    ------
    TypeError
        If data holds anything but numbers and bools.
    ValueError
        If nested lists have unequal lengths, or a whole number does not fit.
    """
    check_device(device)
    given = data.array if isinstance(data, Tensor) else data
    try:
        with np.errstate(over="ignore"):
            array = np.array(given, dtype=dtype)
    except OverflowError as error:
        raise ValueError(f"data must fit into dtype {dtype}: {error}") from error
    python = dtype is None and not isinstance(given, (np.ndarray, np.generic))
    if python:
        refuse_large_ints(array, given)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"data must hold numbers or bools, got dtype {array.dtype}")
    if python and array.dtype.kind == "f":
        with np.errstate(over="ignore"):
            array = array.astype(dtypes.default)
    if not array.dtype.isnative:
        array = array.astype(array.dtype.newbyteorder("="))
    return Tensor(array, requires_grad)


def refuse_large_ints(array, data):
    """Refuse whole numbers beyond int64, of which NumPy made something else."""
    kind = array.dtype.kind
    if kind in "bi" or (kind == "f" and (array < LIMIT).all()):
        return  # there can be none
    values = np.array(data, object).ravel()
    if any(isinstance(value, (float, np.floating)) for value in values):
        return
    for value in values:
        if isinstance(value, int) and not -LIMIT <= value < LIMIT:
            raise ValueError(f"an int in data must fit into int64, got {value}")


def from_numpy(ndarray):
    """Return a tensor on the memory of `ndarray`.

    Raises
    ------
    TypeError
        If ndarray is not an array of numbers or bools.
    ValueError
        If its byte order is not the machine's.
    """
    if not isinstance(ndarray, np.ndarray) or ndarray.dtype.kind not in "biuf":
        got = getattr(ndarray, "dtype", type(ndarray).__name__)
        raise TypeError(f"ndarray must be an array of numbers or bools, got {got}")
    if not ndarray.dtype.isnative:
        raise ValueError(f"ndarray must have native byte order, got {ndarray.dtype}")
    return Tensor(ndarray)


@fitting
def full(size, fill_value, *, dtype=None, device=None, requires_grad=False):
    """Return a tensor of this size filled with `fill_value`."""
    check_device(device)
    if not isinstance(size, (tuple, list)):
        raise TypeError(f"size must be a tuple of ints, got {size!r}")
    size = sizes(size)
    fill_value = number("fill_value", fill_value)
    if dtype is None and isinstance(fill_value, float):
        dtype = dtypes.default
    if dtype is not None:
        fill_value = fitted("fill_value", fill_value, dtype)
    return Tensor(np.full(size, fill_value, dtype), requires_grad)


@fitting
def zeros(*size, dtype=None, device=None, requires_grad=False):
    """Return a tensor of zeros."""
    check_device(device)
    return Tensor(np.zeros(sizes(size), dtype or dtypes.default), requires_grad)


@fitting
def ones(*size, dtype=None, device=None, requires_grad=False):
    """Return a tensor of ones."""
    check_device(device)
    return Tensor(np.ones(sizes(size), dtype or dtypes.default), requires_grad)


@fitting
def empty(*size, dtype=None, device=None, requires_grad=False):
    """Return a tensor whose values are whatever its memory held."""
    check_device(device)
    return Tensor(np.empty(sizes(size), dtype or dtypes.default), requires_grad)


def sizes(size):
    """Return sizes given one by one or as one sequence, as a tuple.

    Raises
    ------
    TypeError
        If a size is not an integer.
    ValueError
        If a size is negative.
    """
    one = len(size) == 1 and isinstance(size[0], (tuple, list))
    size = whole(size[0] if one else size)
    for n in size:
        if isinstance(n, bool) or not isinstance(n, (int, np.integer)):
            raise TypeError(f"size must be integers, got {n!r}")
        if n < 0:
            raise ValueError(f"size must not be negative, got {n}")
    return size


def like(array, dtype, value):
    """Return an array laid out as another, as torch orders axes that are repeated."""
    if array.flags.c_contiguous:
        output = np.empty_like(array, dtype)
    else:
        output = dense_like(array, array.dtype if dtype is None else dtype)
    output.fill(value)
    return output


@fitting
@checked
def zeros_like(input, *, dtype=None, device=None, requires_grad=False):
    """Return zeros of the shape and dtype of `input`."""
    check_device(device)
    return Tensor(like(input.array, dtype, 0), requires_grad)


@fitting
@checked
def ones_like(input, *, dtype=None, device=None, requires_grad=False):
    """Return ones of the shape and dtype of `input`."""
    check_device(device)
    return Tensor(like(input.array, dtype, 1), requires_grad)


@fitting
@checked
def empty_like(input, *, dtype=None, device=None, requires_grad=False):
    """Return a tensor of the shape and dtype of `input`, of arbitrary values."""
    check_device(device)
    return Tensor(np.empty_like(input.array, dtype), requires_grad)


@fitting
@checked
def full_like(input, fill_value, *, dtype=None, device=None, requires_grad=False):
    """Return a tensor of the shape and dtype of `input`, filled with `fill_value`."""
    check_device(device)
    dtype = input.array.dtype if dtype is None else dtype
    value = fitted("fill_value", number("fill_value", fill_value), dtype)
    return Tensor(like(input.array, dtype, value), requires_grad)


@fitting
def eye(n, m=None, *, dtype=None, device=None, requires_grad=False):
    """Return the n x m matrix with ones on the diagonal (m = n if left out)."""
    n, m = sizes([n, n if m is None else m])
    check_device(device)
    return Tensor(np.eye(n, m, dtype=dtype or dtypes.default), requires_grad)
