"""The complement of the error function, to the last few digits in both precisions.

References
----------
M. M. Shepherd and J. G. Laframboise, Chebyshev Approximation of (1 + 2x) exp(x^2)
erfc x in 0 <= x < infinity, 1981. The coefficients below are those of its Chebyshev
series, computed with 60 digits, truncated and written in powers; those of single
precision have the least relative error, found by Lawson's algorithm.
"""

import numpy as np
from numpy import expm1

__all__ = ["erfc", "expm1"]

BLOCK = 30000  # elements

# (1 + 2x) exp(x^2) erfc(x) in powers of (x - 3.75) / (x + 3.75), highest first
SCALED = (
    3.1114333809799254e-10,
    -2.623107347133476e-09,
    -3.744210080962018e-09,
    3.197926671666804e-08,
    2.3263508708859124e-08,
    -2.4857126248016745e-07,
    -5.7218230603224086e-08,
    1.7419821586224816e-06,
    -9.73559896736775e-07,
    -1.1438048033346894e-05,
    2.238423915508223e-05,
    5.164652974177416e-05,
    -0.0002901540805408417,
    0.000293714378044958,
    0.0017556258528952954,
    -0.009746579683265262,
    0.028362277418956406,
    -0.05869339857664934,
    0.09230432116037748,
    -0.10880393014244462,
    0.0822767384901452,
    0.0035854154854790257,
    -0.14024059858554708,  # rounded so that erfc(0) is 1
    1.2375126308378275,
)
# (2.625 + x) exp(x^2) erfc(x) in powers of (x - 2.625) / (x + 2.625), x up to 10
SCALED_SINGLE = (
    4.019677551e-05,
    0.0006716600886,
    0.0004892448407,
    -0.005828756295,
    0.003137911262,
    0.04845497752,
    -0.2067387186,
    0.4914401831,
    -0.8272809352,
    1.059909666,
)


def erfc(x):
    """Return 1 - erf(x) without its cancellation: accurate as far as it is not 0.

    Parameters
    ----------
    x : (...) float

    Returns
    -------
    y : (...) float
        In [0, 2].
    """
    if x.size > BLOCK:
        return blockwise(erfc, x)
    if single(x):
        return erfc_single(x)
    size = np.minimum(np.maximum(x, -x), 30)  # |x|; erfc(30) is 0
    ratio = (size - 3.75) / (size + 3.75)
    tail = polynomial(SCALED, ratio)
    tail /= 1 + 2 * size
    tail *= exp_of_minus_square(size)
    twice = 2 * (x < 0).astype(x.dtype)
    tail *= 1 - twice
    tail += twice  # erfc(-x) = 2 - erfc(x)
    return tail


def erfc_single(x):
    """Return erfc(x) in single precision, which takes fewer passes."""
    size = np.minimum(np.absolute(x), 30)
    divisor = size + 2.625
    tail = polynomial(SCALED_SINGLE, (size - 2.625) / divisor)
    tail /= divisor
    near = (size.view(np.int32) & -4096).view(np.float32)  # its square is exact
    tail *= np.exp(near * -near)
    tail *= np.exp((near - size) * (near + size))
    twice = 2 * (x < 0).astype(x.dtype)
    return np.absolute(twice - tail)  # erfc(-x) = 2 - erfc(x)


def blockwise(function, x):
    """Evaluate a function of many passes on pieces that stay in the cache."""
    flat = x.reshape(-1)
    output = np.empty_like(flat)
    for start in range(0, len(flat), BLOCK):
        output[start : start + BLOCK] = function(flat[start : start + BLOCK])
    return output.reshape(x.shape)


def single(x):
    """Tell whether seven digits are enough."""
    return x.dtype == np.float32


def polynomial(coefficients, x):
    """Evaluate a polynomial, highest power first, by Horner's rule."""
    total = coefficients[0] * x
    for coefficient in coefficients[1:-1]:
        total += coefficient
        total *= x
    total += coefficients[-1]
    return total


def exp_of_minus_square(x):
    """Return exp(-x^2); rounding x^2 would cost digits in proportion to it."""
    near = np.rint(16 * x) / 16  # few digits: its square is exact
    return np.exp(-near * near) * np.exp((near - x) * (near + x))
