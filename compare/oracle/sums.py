"""How the error bound passes through sums, products of matrices and means."""

import numpy as np

from .bounded import Bounded, error_of, overflown, size_of, value_of
from .rules import divide, multiply, subtract


def bilinear(product, a, b, n):
    """Bound a sum of n products, in any order, bilinear in two operands."""
    sa, sb = size_of(a), size_of(b)
    ea = np.broadcast_to(error_of(a), sa.shape)
    eb = np.broadcast_to(error_of(b), sb.shape)
    error = product(n * sa + ea, sb) + product(sa, eb) + Bounded.U * product(ea, eb)
    error = error * (1 + n * Bounded.U) + n * Bounded.ETA
    value = product(value_of(a), value_of(b))
    return Bounded(value, overflown(product(sa, sb), error), n)


def matmul(a, b):
    """Bound a @ b for any order of summation."""
    return bilinear(np.matmul, a, b, value_of(a).shape[-1])


def with_bias(result, product, bias):
    """Bound a product to which a bias was added, perhaps as the first term."""
    terms = getattr(product, "terms", 0)
    if terms:
        size = size_of(bias)  # a mask's infinity stays one whenever it is added
        lost = np.where(np.isinf(size) & (error_of(bias) == 0), 0.0, terms * size)
        result.error = result.error + lost
    return result


def total(a, axis=None, keepdims=False, dtype=None, initial=0, where=True):
    """Bound a sum in any order."""
    options = {"axis": axis, "keepdims": keepdims, "where": where}
    value = np.sum(value_of(a), **options)
    error = np.sum(np.broadcast_to(error_of(a), value_of(a).shape), **options)
    n = value_of(a).size // max(np.size(value), 1)
    sizes = np.sum(size_of(a), **options) + Bounded.U * error
    error = error + max(n - 1, 0) * sizes * (1 + n * Bounded.U)
    return Bounded(value, overflown(sizes, error))


def mean(a, axis=None, keepdims=False, dtype=None, where=True):
    """Bound a mean: the sum, divided."""
    summed = total(a, axis, keepdims, where=where)
    n = value_of(a).size // max(summed.size, 1)
    return divide(summed, n)


def var(a, axis=None, ddof=0, keepdims=False, correction=None, **_):
    """Bound a variance: centre, square, sum, divide."""
    ddof = ddof if correction is None else correction
    centred = subtract(a, mean(a, axis, keepdims=True))
    summed = total(multiply(centred, centred), axis, keepdims)
    n = value_of(a).size // max(summed.size, 1)
    return divide(summed, n - ddof)


def std(a, axis=None, ddof=0, keepdims=False, correction=None, **_):
    """Bound a standard deviation."""
    return np.sqrt(var(a, axis, ddof, keepdims, correction))


def dot(a, b):
    """Bound a dot product of vectors or a matrix product."""
    if np.ndim(value_of(a)) == 1 and np.ndim(value_of(b)) == 1:
        return total(multiply(a, b))
    return matmul(a, b)


def vdot(a, b):
    """Bound the sum of all products."""
    return total(multiply(np.ravel(a), np.ravel(b)))


def outer(a, b):
    """Bound the products of all pairs."""
    return multiply(a.reshape(-1, 1), b.reshape(1, -1))


def einsum(subscripts, *operands, optimize=False):
    """Bound a sum of products by the number of terms."""
    values = [value_of(x) for x in operands]
    sizes = [size_of(x) for x in operands]
    errors = [np.broadcast_to(error_of(x), value_of(x).shape) for x in operands]
    result = np.einsum(subscripts, *values)
    terms = max(np.einsum(subscripts, *[np.ones(v.shape) for v in values]).max(), 1)
    outer_sizes = [s + Bounded.U * e for s, e in zip(sizes, errors)]
    error = (terms + len(values)) * np.einsum(subscripts, *outer_sizes)
    for i, e in enumerate(errors):
        parts = [*outer_sizes[:i], e, *outer_sizes[i + 1 :]]
        error = error + np.einsum(subscripts, *parts)
    return Bounded(result, error * (1 + terms * Bounded.U) + terms * Bounded.ETA)


def cumsum(a, axis=None, **_):
    """Bound running sums."""
    value, size = np.cumsum(value_of(a), axis), np.cumsum(size_of(a), axis)
    n = value_of(a).shape[axis] if axis is not None else value_of(a).size
    return Bounded(value, np.cumsum(error_of(a), axis) + n * size * (1 + n * Bounded.U))


def prod(a, axis=None, keepdims=False, **_):
    """Bound a product by the relative errors of its factors."""
    value = np.prod(value_of(a), axis=axis, keepdims=keepdims)
    size, error = size_of(a), error_of(a) * Bounded.U
    relative = np.where(error == 0, 0.0, np.log1p(error / size))
    spread = np.expm1(relative.sum(axis=axis, keepdims=keepdims)) / Bounded.U
    whole = np.abs(value).astype(np.float64)
    spread = np.where(whole > 0, whole * spread, np.where(spread > 0, np.inf, 0.0))
    high = whole + Bounded.U * spread
    n = value_of(a).size // max(np.size(value), 1)
    return Bounded(value, spread + n * high * (1 + n * Bounded.U) + n * Bounded.ETA)


def cumprod(a, axis):
    """Bound running products by the relative errors of their factors."""
    value = np.cumprod(value_of(a), axis)
    size, error = size_of(a), error_of(a) * Bounded.U
    relative = np.where(error == 0, 0.0, np.log1p(error / size))
    spread = np.expm1(np.cumsum(relative, axis)) / Bounded.U
    whole = np.abs(value)
    spread = np.where(whole > 0, whole * spread, np.where(spread > 0, np.inf, 0.0))
    n = value_of(a).shape[axis]
    high = whole + Bounded.U * spread
    return Bounded(value, spread + n * high * (1 + n * Bounded.U) + n * Bounded.ETA)


def add_at(a, index, b):
    """Bound repeated addition into the same elements."""
    n = max(np.size(value_of(b)), 1)
    sizes = size_of(a)
    np.add.at(sizes, index, size_of(b))
    np.add.at(a.value, index, value_of(b))
    np.add.at(a.error, index, error_of(b))
    a.error[...] = a.error + n * sizes * (1 + n * Bounded.U)


def reduceat(a, starts, axis=0):
    """Bound sums of slices, from each start to the next, in any order."""
    sizes = np.add.reduceat(size_of(a), starts, axis)
    errors = np.broadcast_to(error_of(a), value_of(a).shape)
    error = np.add.reduceat(errors, starts, axis)
    n = value_of(a).shape[axis]
    error = error + n * (sizes + Bounded.U * error) * (1 + n * Bounded.U)
    value = np.add.reduceat(value_of(a), starts, axis)
    return Bounded(value, overflown(sizes, error))
