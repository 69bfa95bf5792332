"""Arithmetic rounded once, and functions rounded as the C library rounds them."""

import math

import numpy as np

SPLITTER = 2.0**27 + 1  # halves a double for an exact product


def fma(x, factor, term):
    """Return x * factor + term rounded once, `factor` and `term` numbers."""
    return (fma32 if x.dtype == np.float32 else fma64)(x, factor, term)


def fma32(x, factor, term):
    """Fused multiply-add of a float32 array: the product is exact in float64."""
    product = np.multiply(x, factor, dtype=np.float64)
    total = product + term
    bits = total.view(np.int64)
    # a total halfway between two float32 may have been rounded to there
    halfway = np.nonzero(bits & 0x1FFFFFFF == 0x10000000)
    if halfway[0].size:
        near = total[halfway]
        error = two_sum(product[halfway], term)[1]
        total[halfway] = np.where(
            error == 0, near, np.nextafter(near, np.where(error > 0, np.inf, -np.inf))
        )
    return total.astype(np.float32)


def fma64(x, factor, term):
    """Fused multiply-add of a float64 array; `term` may be an array, too.

    References
    ----------
    S. Boldo and G. Melquiond, "Emulation of FMA and correctly rounded sums: proved
    algorithms using rounding to odd", IEEE Transactions on Computers 57, 2008.
    """
    largest = max(abs(factor), np.max(np.abs(term), initial=0))
    scale = math.frexp(largest)[1]  # splitting must not overflow
    factor, term = math.ldexp(factor, -scale), np.ldexp(term, -scale)
    product, product_error = two_product(x, factor)
    small, small_error = two_sum(term, product_error)
    total, total_error = two_sum(product, small)
    low, lowest = two_sum(small_error, total_error)
    bits = low.view(np.int64)
    even = (lowest != 0) & (bits & 1 == 0)
    bits += np.where(even, np.where((lowest > 0) == (low > 0), 1, -1), 0)
    return np.ldexp(total + low, scale)


def two_sum(a, b):
    """Return a + b rounded, and the error."""
    total = a + b
    back = total - a
    return total, (a - (total - back)) + (b - back)


def two_product(a, b):
    """Return a * b rounded, and the error."""
    product = a * b
    shifted = SPLITTER * a
    a_high = shifted - (shifted - a)
    a_low = a - a_high
    shifted = SPLITTER * b
    b_high = shifted - (shifted - b)
    b_low = b - b_high
    error = (a_high * b_high - product) + a_high * b_low + a_low * b_high
    return product, error + a_low * b_low


SPAN = {np.log1p: -1.0, np.sin: 2 * math.pi, np.cos: 2 * math.pi}
same_as_libm = {}


def exact(ufunc, function):
    """Return `ufunc` where it rounds as `function` of the C library, else a slow twin.

    NumPy's own vector code differs in the last place on some processors.
    """
    if ufunc not in same_as_libm:
        x = SPAN.get(ufunc, 1.0) * np.arange(1, 5000) / 5000
        same_as_libm[ufunc] = ufunc(x).tolist() == [function(v) for v in x.tolist()]
    if same_as_libm[ufunc]:
        return ufunc
    return lambda x: np.fromiter(map(function, x.ravel().tolist()), float).reshape(
        x.shape
    )
