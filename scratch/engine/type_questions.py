"""In which dtype an operation computes, and which dtypes can be written where."""

import numpy as np

from . import dtypes
from .autograd import Tensor, checked
from .promotion import category


def check_dtype(name, dtype):
    """Return the NumPy dtype of one of torch's.

    Raises
    ------
    TypeError
        If it is none, or one that is not computed in.
    """
    if not isinstance(dtype, dtypes.dtype) or isinstance(dtype, dtypes.Uncovered):
        raise TypeError(f"{name} must be a dtype that is computed in, got {dtype!r}")
    return dtype.dtype


def promote_types(type1, type2):
    """Return the smallest dtype of the higher kind that holds both."""
    first, second = check_dtype("type1", type1), check_dtype("type2", type2)
    return dtypes.named(higher(first, second))


def higher(first, second):
    """Return what two NumPy dtypes become together, by torch's rules."""
    if category(first) == category(second):
        return np.promote_types(first, second)
    return max(first, second, key=category)


def can_cast(from_, to):
    """Return whether values of a dtype may be written into another in place."""
    first, second = category(check_dtype("from_", from_)), check_dtype("to", to)
    return first <= category(second)


@checked("tensor|number", "other|number")
def result_type(tensor, other):
    """Return the dtype of an operation on two tensors or numbers.

    The highest kind wins; within it tensors with dimensions outrank those without,
    and these numbers.
    """
    ranks = {0: None, 1: None, 2: None}
    for operand in (tensor, other):
        if isinstance(operand, Tensor):
            rank, dtype = int(operand.ndim == 0), operand.array.dtype
        else:
            rank, dtype = 2, of_number(operand)
        ranks[rank] = dtype if ranks[rank] is None else higher(ranks[rank], dtype)
    found = ranks[2]
    for dtype in (ranks[1], ranks[0]):
        if dtype is not None and (found is None or category(dtype) >= category(found)):
            found = dtype
    return dtypes.named(found)


def of_number(number):
    """Return the dtype that a number has beside another."""
    if isinstance(number, bool):
        return np.dtype(bool)
    return np.dtype(np.int64) if isinstance(number, int) else dtypes.default
