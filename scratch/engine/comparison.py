"""Comparisons and logic of tensors: bool tensors, which carry no gradient."""

import numpy as np

from .autograd import Tensor, checked
from .layouts import as_operands
from .methods import method
from .promotion import operands


def compared(name, compare, doc):
    """Return the function of two tensors, or a tensor and a number, named so."""

    def function(input, other):
        a, b = operands(input, other)
        second = b.array if isinstance(b, Tensor) else b
        with np.errstate(all="ignore"):
            output = compare(a.array, second)
        if isinstance(b, Tensor) and output.ndim > 1:
            output = as_operands(output, [a.array, second])
        return Tensor(output)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    return method(checked("input", "other|number")(function))


eq = compared("eq", np.equal, "Return where input == other.")
ne = compared("ne", np.not_equal, "Return where input != other.")
lt = compared("lt", np.less, "Return where input < other.")
le = compared("le", np.less_equal, "Return where input <= other.")
gt = compared("gt", np.greater, "Return where input > other.")
ge = compared("ge", np.greater_equal, "Return where input >= other.")
bitwise_and = compared("bitwise_and", np.bitwise_and, "Return input & other.")
bitwise_or = compared("bitwise_or", np.bitwise_or, "Return input | other.")
bitwise_xor = compared("bitwise_xor", np.bitwise_xor, "Return input ^ other.")


@method
@checked
def bitwise_not(input):
    """Return every bit inverted; of a mask, where it does not hold."""
    if input.array.dtype.kind == "f":
        raise TypeError(f"~ needs whole numbers or bools, got {input.array.dtype}")
    return Tensor(~input.array)


@method
@checked
def logical_not(input):
    """Return where input is 0."""
    return Tensor(np.logical_not(input.array))


@method
@checked("input", "other")
def logical_and(input, other):
    """Return where neither is 0."""
    return Tensor(np.logical_and(input.array, other.array))


@method
@checked("input", "other")
def logical_or(input, other):
    """Return where one is not 0."""
    return Tensor(np.logical_or(input.array, other.array))


@method
@checked("input", "other")
def logical_xor(input, other):
    """Return where just one is not 0."""
    return Tensor(np.logical_xor(input.array, other.array))


@method
@checked
def isnan(input):
    """Return where input is not a number."""
    return Tensor(np.isnan(input.array))


@method
@checked
def isinf(input):
    """Return where input is infinite."""
    return Tensor(np.isinf(input.array))


@method
@checked
def isfinite(input):
    """Return where input is neither infinite nor NaN."""
    return Tensor(np.isfinite(input.array))


@method
@checked("input", "other")
def equal(input, other):
    """Return whether both tensors have the same shape and values."""
    return np.array_equal(input.array, other.array)


@method
@checked("input", "other")
def allclose(input, other, rtol=1e-5, atol=1e-8, equal_nan=False):
    """Return whether |input - other| <= atol + rtol |other| everywhere."""
    return bool(isclose(input, other, rtol, atol, equal_nan).array.all())


@method
@checked("input", "other")
def isclose(input, other, rtol=1e-5, atol=1e-8, equal_nan=False):
    """Return where |input - other| <= atol + rtol |other|."""
    if not (rtol >= 0 and atol >= 0):
        raise ValueError(f"rtol and atol must not be negative, got {rtol}, {atol}")
    if input.array.dtype != other.array.dtype:
        kinds = f"{input.array.dtype} and {other.array.dtype}"
        raise ValueError(f"tensors must have one dtype, got {kinds}")
    return Tensor(np.isclose(input.array, other.array, rtol, atol, equal_nan))
