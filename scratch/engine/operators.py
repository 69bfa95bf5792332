"""Python's operators on tensors, and what is written in place."""

import operator

import numpy as np

from . import (
    arithmetic,
    assignment,
    binary,
    casting,
    comparison,
    elementwise,
    indexing,
    matrices,
)
from .arguments import LIMIT
from .autograd import Tensor
from .float_warnings import current, restore, silence
from .inplace import check_apart, recording, replace, write, write_at
from .memory import check_writable
from .methods import given_to
from .promotion import NUMBERS, operands
from .versions import wrote

INT64 = np.dtype(np.int64)

OPERANDS = (Tensor, *NUMBERS)
EQUALITIES = (comparison.eq, comparison.ne)  # which Python has of its own


def applied(function):
    """Return the operator of a function with the tensor on the left."""
    unchecked = getattr(function, "__wrapped__", function)

    def apply(self, other):
        if isinstance(other, OPERANDS):
            return unchecked(self, as_python(other))
        if function in EQUALITIES and isinstance(other, np.ndarray):
            raise TypeError("an ndarray must be made a Tensor to be compared")
        return NotImplemented

    return apply


def reflected(function):
    """Return the operator of a function with the tensor on the right."""

    def apply(self, other):
        if not isinstance(other, NUMBERS):
            return NotImplemented
        if function is binary.sub and isinstance(other, bool):
            raise TypeError("- is not defined for bools; use ^ or ~")
        like, number = operands(self, as_python(other))
        return function(Tensor(np.asarray(number, like.array.dtype)), self)

    return apply


def over(tensor, number):
    """Return number / tensor: as torch, the reciprocal times the number."""
    if not isinstance(number, NUMBERS):
        return NotImplemented
    return binary.mul(elementwise.reciprocal(tensor), as_python(number))


def raising(tensor, number):
    """Return number ** tensor."""
    if not isinstance(number, NUMBERS):
        return NotImplemented
    return binary.pow(as_python(number), tensor)


def as_python(number):
    """Return a number of NumPy as Python's own."""
    return number.item() if isinstance(number, np.generic) else number


def in_place(compute, operation):
    """Return the in-place form of an operation."""

    def method(self, other):
        if not isinstance(other, OPERANDS):
            raise TypeError(
                f"expected a Tensor or a number, got {type(other).__name__}"
            )
        check_apart(self, other)
        if recording(self, other) or not alike(compute, self, other):
            return write(self, operation, other)
        check_writable(self.array)
        value = other.array if isinstance(other, Tensor) else other
        if isinstance(value, np.generic):
            value = value.item()
        settings = current()
        try:
            silence()
            compute(self.array, value, out=self.array)
        finally:
            restore(settings)
        wrote(self)
        return self

    return method


def alike(compute, tensor, other):
    """Whether NumPy's own in-place form of an operation stays in the dtype."""
    dtype = tensor.array.dtype
    if type(other) is int and dtype == INT64:
        return compute is not np.true_divide and -LIMIT <= other < LIMIT
    if dtype.kind != "f" or isinstance(other, bool):
        return False
    return not isinstance(other, Tensor) or other.array.dtype == dtype


@given_to(Tensor)
class Methods:
    """The operators of Tensor, which have no docstrings, and methods in place."""

    __slots__ = ()

    __add__ = __radd__ = applied(binary.add)
    __mul__ = __rmul__ = applied(binary.mul)
    __sub__, __rsub__ = applied(binary.sub), reflected(binary.sub)
    __truediv__, __rtruediv__ = applied(binary.div), over
    __floordiv__ = applied(binary.floor_divide)
    __rfloordiv__ = reflected(binary.floor_divide)
    __mod__, __rmod__ = applied(binary.remainder), reflected(binary.remainder)
    __pow__, __rpow__ = applied(binary.pow), raising
    __eq__, __ne__ = applied(comparison.eq), applied(comparison.ne)
    __lt__, __le__ = applied(comparison.lt), applied(comparison.le)
    __gt__, __ge__ = applied(comparison.gt), applied(comparison.ge)
    __and__ = __rand__ = applied(comparison.bitwise_and)
    __or__ = __ror__ = applied(comparison.bitwise_or)
    __xor__ = __rxor__ = applied(comparison.bitwise_xor)
    __neg__, __abs__ = arithmetic.neg, arithmetic.abs
    __invert__ = comparison.bitwise_not
    add_ = __iadd__ = in_place(np.add, operator.add)
    sub_ = __isub__ = in_place(np.subtract, operator.sub)
    mul_ = __imul__ = in_place(np.multiply, operator.mul)
    div_ = __itruediv__ = in_place(np.true_divide, operator.truediv)

    def __matmul__(self, other):
        if not isinstance(other, Tensor):
            return NotImplemented
        return matrices.matmul(self, other)

    def __getitem__(self, index):
        output = indexing.getitem(self, indexing.by_value(index))
        if output.call is not None and isinstance(index, (tuple, Tensor)):
            output.call.guards.extend(indexing.versions(index))
        return output

    def __setitem__(self, index, value):
        index = indexing.by_value(index)
        if not isinstance(value, Tensor):
            value = casting.fitted("value", value, self.array.dtype)
        if index is False:  # as torch: nothing, of whatever shape the value is
            return
        index = ... if index is True else index  # and all, of whatever dtype
        if isinstance(value, Tensor) and value.version is self.version:
            assignment.check_source(self.array, index, value.array)
        if recording(self, value):
            write_at(self, index, value)
        else:
            value = value.array if isinstance(value, Tensor) else value
            assignment.put(self.array, index, value)
            wrote(self)

    def copy_(self, other):
        """Overwrite the elements with those of `other`; return the tensor."""
        if not isinstance(other, Tensor):
            return self.fill_(other)
        if other.array.ndim > self.array.ndim:
            raise ValueError(
                f"other must have at most {self.array.ndim} dimensions, "
                f"got shape {other.array.shape}"
            )
        check_apart(self, other)
        if recording(self, other):
            return write(self, replace, other)
        check_writable(self.array)
        self.array[...] = casting.cut(other.array, self.array.dtype)
        wrote(self)
        return self

    def fill_(self, value):
        """Overwrite every element with a number, or a 0-d tensor; return the tensor."""
        if isinstance(value, Tensor) and value.array.ndim == 0:
            return self.copy_(value)
        value = casting.fitted("value", value, self.array.dtype)
        if recording(self):
            return write(self, replace, value)
        self.array[...] = value
        wrote(self)
        return self

    def zero_(self):
        """Overwrite every element with 0; return the tensor."""
        return self.fill_(0)
