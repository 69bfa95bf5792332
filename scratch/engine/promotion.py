"""The element type that an operation computes in, by torch's rules."""

from functools import wraps

import numpy as np

from . import arithmetic, dtypes
from .arguments import LIMIT
from .autograd import Tensor

NUMBERS = (bool, int, float, np.generic)


def promote(tensor, dtype):
    """Return `tensor` in `dtype`, unconverted where it already is."""
    return tensor if tensor.array.dtype == dtype else arithmetic.astype(tensor, dtype)


def cast(tensor, dtype):
    """Return an operand in `dtype`, as whose values those of `tensor` are kept."""
    converted = promote(tensor, dtype)
    converted.version = tensor.version
    return converted


def category(dtype):
    """Return 0 for bool, 1 for integers, 2 for floating-point."""
    return 0 if dtype.kind == "b" else 1 if dtype.kind in "iu" else 2


def common_dtype(*tensors):
    """Return the dtype of an operation on tensors, by torch's rules.

    The highest kind wins; within a kind, tensors with dimensions outrank those without;
    among these, NumPy's promotion.
    """
    highest = max(category(tensor.array.dtype) for tensor in tensors)
    rank = [
        (category(tensor.array.dtype) == highest, tensor.array.ndim > 0)
        for tensor in tensors
    ]
    kinds = [t.array.dtype for t, place in zip(tensors, rank) if place == max(rank)]
    return np.result_type(*kinds)


def operands(tensor, other):
    """Return both operands of an operation in the dtype that torch computes in."""
    if isinstance(other, Tensor):
        if tensor.array.dtype == other.array.dtype:
            return tensor, other
        dtype = common_dtype(tensor, other)
        return cast(tensor, dtype), cast(other, dtype)
    if isinstance(other, np.generic):  # a NumPy scalar would raise float32 to float64
        other = other.item()
    if isinstance(other, float):
        return real_valued(tensor), other
    if not isinstance(other, bool):
        if tensor.array.dtype.kind == "b":
            tensor = arithmetic.astype(tensor, dtypes.int64)
        if tensor.array.dtype.kind in "iu":
            other = wrapped(other, tensor.array.dtype)
    return tensor, other


def wrapped(number, dtype):
    """Return a whole number as `dtype` holds it: its lowest bits."""
    if not -LIMIT <= number < LIMIT:
        raise ValueError(f"a whole number must fit into int64, got {number}")
    return number if dtype.itemsize == 8 else np.int64(number).astype(dtype)


def real_valued(tensor):
    """Return a floating-point tensor; one of integers in the default dtype."""
    if tensor.array.dtype.kind in "fc":
        return tensor
    return cast(tensor, dtypes.default)


def real(op):
    """Let a function of reals take integers, converted to the default dtype."""

    @wraps(op)
    def function(input, *args, **kwargs):
        if isinstance(input, Tensor):
            input = real_valued(input)
        return op(input, *args, **kwargs)

    return function


def promoted(op):
    """Let a function of two tensors, or one and a number, take different dtypes."""

    @wraps(op)
    def function(input, other):
        if isinstance(input, Tensor) and isinstance(other, (Tensor, *NUMBERS)):
            input, other = operands(input, other)
        return op(input, other)

    return function


def as_tensor(number, like):
    """Return a number as a tensor of the dtype in which it meets the tensor `like`."""
    tensor, number = operands(like, number)
    return Tensor(np.asarray(number, tensor.array.dtype))
