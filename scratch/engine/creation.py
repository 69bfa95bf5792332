"""New tensors: from Python values, filled with a constant, or in steps."""

import numpy as np

from . import dtypes
from .arguments import LIMIT, check_real
from .autograd import Tensor, checked
from .memory import fitting


def tensor(data, dtype=None, requires_grad=False):
    """Return a tensor that copies `data`.

    Parameters
    ----------
    data : number, nested lists, ndarray or Tensor
        Python floats take the default dtype; arrays keep theirs.
    dtype : dtype, optional
    requires_grad : bool

    Raises
    ------
    TypeError
        If data holds anything but numbers and bools.
    ValueError
        If nested lists have unequal lengths, or a whole number does not fit.
    """
    given = data.data if isinstance(data, Tensor) else data
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
def full(size, fill_value, dtype=None, requires_grad=False):
    """Return a tensor of this size filled with `fill_value`."""
    if not isinstance(size, (tuple, list)):
        raise TypeError(f"size must be a tuple of ints, got {size!r}")
    size = sizes(size)
    fill_value = number("fill_value", fill_value)
    if dtype is None and isinstance(fill_value, float):
        dtype = dtypes.default
    return Tensor(np.full(size, fill_value, dtype), requires_grad)


@fitting
def zeros(*size, dtype=None, requires_grad=False):
    """Return a tensor of zeros."""
    return Tensor(np.zeros(sizes(size), dtype or dtypes.default), requires_grad)


@fitting
def ones(*size, dtype=None, requires_grad=False):
    """Return a tensor of ones."""
    return Tensor(np.ones(sizes(size), dtype or dtypes.default), requires_grad)


@fitting
def empty(*size, dtype=None, requires_grad=False):
    """Return a tensor whose values are whatever its memory held."""
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
    if len(size) == 1 and isinstance(size[0], (tuple, list)):
        size = tuple(size[0])
    for n in size:
        if isinstance(n, bool) or not isinstance(n, (int, np.integer)):
            raise TypeError(f"size must be integers, got {n!r}")
        if n < 0:
            raise ValueError(f"size must not be negative, got {n}")
    return size


@fitting
@checked
def zeros_like(input, dtype=None):
    """Return zeros of the shape and dtype of `input`."""
    return Tensor(np.zeros_like(input.data, dtype))


@fitting
@checked
def ones_like(input, dtype=None):
    """Return ones of the shape and dtype of `input`."""
    return Tensor(np.ones_like(input.data, dtype))


@fitting
def eye(n, m=None, dtype=None):
    """Return the n x m matrix with ones on the diagonal (m = n if left out)."""
    n, m = sizes([n, n if m is None else m])
    return Tensor(np.eye(n, m, dtype=dtype or dtypes.default))


@fitting
def arange(start, end=None, step=1, dtype=None):
    """Return start, start + step, ... up to but without end."""
    if end is None:
        start, end = 0, start
    start, end, step = (number("a bound", value) for value in (start, end, step))
    if step == 0 or (end - start) / step < 0:
        raise ValueError(f"arange({start}, {end}, {step}) does not lead to its end")
    if dtype is None and any(isinstance(value, float) for value in (start, end, step)):
        dtype = dtypes.default
    return Tensor(np.arange(start, end, step, dtype or dtypes.int64))


@fitting
def linspace(start, end, steps, dtype=None):
    """Return `steps` evenly spaced values from start to end, both included."""
    start, end = number("start", start), number("end", end)
    sizes([steps])
    return Tensor(np.linspace(start, end, steps, dtype=dtype or dtypes.default))


def number(name, value):
    """Return a number, of a tensor or of Python; bools stay what they are."""
    if isinstance(value, Tensor):
        return value.item()
    return value if isinstance(value, bool) else check_real(name, value)
