"""How the error bound passes through elementary functions.

A spread bounds how far a function moves within reach of an argument: spread(x, y, d)
is at least |f(x + t) - f(x)| for all |t| <= d, where y = |f(x)|.
"""

import numpy as np
import torch

from .bounded import Bounded, overflown

ELEMENTARY = 8.0  # elementary functions: 4 ulp, NumPy's documented worst


def finish(value, error, units):
    """Add the error of evaluating an elementary function to a propagated one."""
    size = np.abs(value).astype(np.float64)
    finite = np.where(np.isfinite(error), error, 0.0)
    error = error + units * (size + Bounded.U * finite) + Bounded.ETA
    return Bounded(value, overflown(size, error))


def elementary(function, spread, units=ELEMENTARY):
    """Make the rule of a function of one argument."""

    def rule(a, **_):
        value = function(a.value)
        x = a.value.astype(np.float64)
        y = np.abs(value).astype(np.float64)
        moved = spread(x, y, a.error * Bounded.U) / Bounded.U
        moved = np.where(np.isnan(moved), np.inf, moved)
        return finish(value, np.where(a.error == 0, 0.0, moved), units)

    return rule


def flushed(rule):
    """Let a rule's function lose numbers below the smallest normal one.

    1 / (1 + exp(-x)) is zero where exp overflows, though its limit is not.
    """

    def loose(a):
        result = rule(a)
        return Bounded(result.value, result.error + Bounded.TINY)

    return loose


def approximate(rule):
    """Let a rule's function be off by 4e-7 in float32.

    Torch's gelu computes erf by 7.1.26 of Abramowitz and Stegun, good to 1.5e-7, whose
    five terms, of sizes up to 1.5, are rounded as well.
    """

    def loose(a):
        result = rule(a)
        slack = 4e-7 / Bounded.U if Bounded.U > 2.0**-30 else 0.0
        return Bounded(result.value, result.error + slack)

    return loose


def from_torch(function):
    """Let a function that NumPy lacks work on arrays."""
    return lambda x: function(torch.from_numpy(np.asarray(x))).numpy()


def exp_spread(x, y, d):
    """Bound the change of exp."""
    return y * np.expm1(d)


def expm1_spread(x, y, d):
    """Bound the change of exp(x) - 1."""
    return np.exp(x) * np.expm1(d)


def exp2_spread(x, y, d):
    """Bound the change of 2 ** x."""
    return y * np.expm1(d * np.log(2))


def log_spread(x, y, d):
    """Bound the change of log near x > 0."""
    ratio = np.minimum(d / x, 0.999999)
    return np.where(d < x, -np.log1p(-ratio), np.inf)


def log2_spread(x, y, d):
    """Bound the change of log2, and of log10, whose slope is smaller."""
    return 1.5 * log_spread(x, y, d)


def log1p_spread(x, y, d):
    """Bound the change of log(1 + x)."""
    return log_spread(1 + x, y, d)


def sqrt_spread(x, y, d):
    """Bound the change of the square root near x >= 0."""
    lower = np.sqrt(np.maximum(x - d, 0.0))
    return np.where(y > 0, d / (y + lower), np.sqrt(d))


def nearest(x, d):
    """Return the least size of an argument within reach."""
    return np.maximum(np.abs(x) - d, 0.0)


def farthest(x, d):
    """Return the largest size of an argument within reach."""
    return np.abs(x) + d


def tanh_spread(x, y, d):
    """Bound the change of tanh by its largest slope within reach."""
    return d / np.cosh(nearest(x, d)) ** 2


def sigmoid_spread(x, y, d):
    """Bound the change of the logistic function: slope exp(-t) / (1 + exp(-t))**2."""
    small = np.exp(-nearest(x, d))
    return d * small / (1 + small) ** 2


def erf_spread(x, y, d):
    """Bound the change of erf and erfc: slope 2 / sqrt(pi) * exp(-t * t)."""
    return d * 2 / np.sqrt(np.pi) * np.exp(-(nearest(x, d) ** 2))


def arctan_spread(x, y, d):
    """Bound the change of arctan: slope 1 / (1 + t * t)."""
    return d / (1 + nearest(x, d) ** 2)


def arcsinh_spread(x, y, d):
    """Bound the change of arcsinh: slope 1 / sqrt(1 + t * t)."""
    return d / np.sqrt(1 + nearest(x, d) ** 2)


def arccosh_spread(x, y, d):
    """Bound the change of arccosh: slope 1 / sqrt(t * t - 1)."""
    inside = (x - d) ** 2 - 1
    return np.where(x - d > 1, d / np.sqrt(np.maximum(inside, 1e-300)), np.inf)


def arctanh_spread(x, y, d):
    """Bound the change of arctanh: slope 1 / (1 - t * t)."""
    far = np.minimum(farthest(x, d), 1.0)
    return np.where(far < 1, d / np.maximum(1 - far**2, 1e-300), np.inf)


def arcsin_spread(x, y, d):
    """Bound the change of arcsin and arccos: slope 1 / sqrt(1 - t * t)."""
    far = np.minimum(farthest(x, d), 1.0)
    inside = np.sqrt(np.maximum(1 - far**2, 1e-300))
    return np.where(far < 1, d / inside, np.pi / 2 * np.sqrt(2 * d))


def hyperbolic_spread(x, y, d):
    """Bound the change of sinh and cosh: slope at most cosh."""
    return d * np.cosh(farthest(x, d))


def tan_spread(x, y, d):
    """Bound the change of tan: tan(d) (1 + y * y) / (1 - y tan(d))."""
    step = np.tan(np.minimum(d, 1.5))
    left = 1 - y * step
    sure = (left > 0) & (d < 1.5)
    return np.where(sure, step * (1 + y * y) / np.where(sure, left, 1.0), np.inf)


def lipschitz(x, y, d):
    """Bound the change of a function of slope at most one."""
    return d
