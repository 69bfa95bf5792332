"""How the error bound passes through NumPy's operations."""

import numpy as np

from .bounded import Bounded, error_of, rounded, size_of, value_of
from .elementary import ELEMENTARY, finish


def add(a, b):
    """Bound a + b."""
    return infinite(rounded(value_of(a) + value_of(b), error_of(a) + error_of(b)), a, b)


def infinite(result, a, b):
    """Take a sum for exact where one term is an exact infinity, the other finite."""
    ea, eb = error_of(a), error_of(b)
    sure = np.isinf(value_of(a)) & (ea == 0) & np.isfinite(eb)
    sure = sure | (np.isinf(value_of(b)) & (eb == 0) & np.isfinite(ea))
    result.error = np.where(sure & np.isinf(result.value), 0.0, result.error)
    return result


def negative(a):
    """Bound -a: exact."""
    return Bounded(-value_of(a), error_of(a))


def subtract(a, b):
    """Bound a - b."""
    return infinite(rounded(value_of(a) - value_of(b), error_of(a) + error_of(b)), a, b)


def multiply(a, b):
    """Bound a * b; a mask adds no rounding."""
    ea, eb = error_of(a), error_of(b)
    first = size_of(a) * eb + size_of(b) * ea + Bounded.U * ea * eb
    result = rounded(value_of(a) * value_of(b), first)
    if value_of(a).dtype.kind == "b" or value_of(b).dtype.kind == "b":
        return Bounded(result.value, first)
    result.error = np.asarray(result.error + Bounded.ETA)
    return result


def divide(a, b):
    """Bound a / b; infinite where b may be zero."""
    va, vb, eb = value_of(a), value_of(b), error_of(b)
    quotient = va / vb
    least = size_of(b) - Bounded.U * eb
    first = error_of(a) + np.abs(quotient).astype(np.float64) * eb
    first = np.where(least > 0, first / np.where(least > 0, least, 1.0), np.inf)
    result = rounded(quotient, first)
    result.error = np.asarray(result.error + Bounded.ETA)
    return result


def power(a, k):
    """Bound a ** k."""
    if np.ndim(value_of(k)) == 0 and not isinstance(k, Bounded):
        if k == 2:
            return multiply(a, a)
        if k == 1:
            return Bounded(value_of(a).copy(), error_of(a))
    base, exponent = value_of(a), value_of(k)
    result = base**exponent
    size, distance = size_of(a), error_of(a) * Bounded.U
    ratio = np.where(distance < size, distance / (size - distance), np.inf)
    ratio = np.where(distance == 0, 0.0, ratio)
    spread = np.expm1(np.abs(exponent).astype(np.float64) * np.log1p(ratio))
    drift = np.expm1(np.abs(np.log(size)) * error_of(k) * Bounded.U)
    drift = np.where(error_of(k) == 0, 0.0, drift)
    total = np.abs(result).astype(np.float64) * (spread + drift + spread * drift)
    total = np.where((exponent == 0) | (spread + drift == 0), 0.0, total) / Bounded.U
    return finish(result, total, ELEMENTARY)


def spread_error(a):
    """Return the error of an operand in the operand's shape, writable if it has one."""
    if isinstance(a, Bounded):
        return a.error
    return np.broadcast_to(error_of(a), value_of(a).shape)


def select(rule):
    """Make the rule of an operation that only picks elements; views stay views."""

    def selected(a, *rest, **options):
        if isinstance(a, (list, tuple)):
            values = [value_of(x) for x in a]
            errors = [spread_error(x) for x in a]
        else:
            values, errors = value_of(a), spread_error(a)
        picked = rule(values, *rest, **options)
        bounds = rule(errors, *rest, **options)
        if isinstance(picked, (list, tuple)):
            return [Bounded(v, e) for v, e in zip(picked, bounds)]
        return Bounded(picked, bounds)

    return selected


def extreme(function):
    """Make the rule of max and min along an axis: never off by more than the worst."""

    def rule(a, axis=None, keepdims=False, **_):
        value = function(a.value, axis=axis, keepdims=keepdims)
        return Bounded(value, a.error.max(axis=axis, keepdims=keepdims))

    return rule


def between(function):
    """Make the rule of maximum and minimum of two operands.

    Where they are farther apart than their errors, the one that is taken counts alone.
    """

    def rule(a, b):
        va, vb, ea, eb = value_of(a), value_of(b), error_of(a), error_of(b)
        value = function(va, vb)
        apart = np.abs(va - vb) > 1.001 * Bounded.U * (ea + eb)
        own = np.where(value == va, ea, eb)
        return Bounded(value, np.where(apart, own, np.maximum(ea, eb)))

    return rule


def clip(a, low=None, high=None, **options):
    """Bound a clipped value: clipping never moves two numbers apart."""
    low = options.get("min", options.get("a_min", low))
    high = options.get("max", options.get("a_max", high))
    if low is not None:
        a = np.maximum(a, low)
    return a if high is None else np.minimum(a, high)


def put_along_axis(a, indices, values, axis):
    """Write values and their errors."""
    np.put_along_axis(a.value, indices, value_of(values), axis)
    np.put_along_axis(a.error, indices, error_of(values), axis)


def copyto(a, b, where=True):
    """Write values and their errors where `where` holds."""
    np.copyto(a.value, value_of(b), where=where)
    np.copyto(a.error, error_of(b), where=where)


def like(function):
    """Make the rule of zeros_like and its relatives."""

    def rule(a, *rest, dtype=None, **options):
        if dtype is not None and np.dtype(dtype).kind != "f":
            return function(a.value, *rest, dtype=dtype, **options)
        return Bounded(function(a.value, *rest, **options))

    return rule


def piecewise_constant(function):
    """Make the rule of a function whose result is piecewise constant."""
    return lambda a, **_: Bounded(function(value_of(a)))
