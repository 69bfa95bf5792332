"""When two arrays count as equal: up to the rounding of the dtype under test."""

import numpy as np

RELATIVE = {np.dtype(np.float32): 3e-5, np.dtype(np.float64): 1e-9}


def resolution(actual) -> float:
    """Return the relative difference below which rounding may be to blame."""
    return RELATIVE.get(np.asarray(actual).dtype, 1e-9)


def differing(actual, expected, relative: float) -> np.ndarray:
    """Return the mask of elements that differ by more than rounding.

    An element may be off by `relative` of its own size, and by a tenth of that of the
    largest element, from which cancelling terms may stem.
    """
    a, b = wide(actual), wide(expected)
    with np.errstate(all="ignore"):
        size = np.abs(b)
        largest = size[np.isfinite(size)].max(initial=0.0)
        ok = np.abs(a - b) <= relative * (size + 0.1 * largest)
        ok &= np.isfinite(b)
    return ~(ok | (a == b) | (np.isnan(a) & np.isnan(b)))


def equal(actual, expected, relative: float) -> bool:
    """Tell whether shapes agree and no element differs by more than rounding."""
    if np.shape(actual) != np.shape(expected):
        return False
    return not differing(actual, expected, relative).any()


def wide(array) -> np.ndarray:
    """Return the values in float64."""
    return np.asarray(array).astype(np.float64)
