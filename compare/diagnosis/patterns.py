"""Mistakes that show in the numbers whatever the operation is.

Each pattern looks at one array and returns (name, evidence), or None.
"""

import numpy as np

from .factors import explain
from .noise import differing, equal, wide


def transposed(name, actual, expected, relative, context):
    """Recognise the transpose."""
    if actual.ndim == 2 and equal(actual.T, expected, relative):
        return "transposed", f"{name}.T equals the expected"
    return None


def not_summed(name, actual, expected, relative, context):
    """Recognise a sum or mean that was left out, or went over another axis."""
    if actual.ndim <= expected.ndim:
        return None
    for axis in range(actual.ndim):
        for keep in (False, True):
            total = actual.sum(axis, keepdims=keep)
            if equal(total, expected, relative):
                return (
                    f"missing sum over axis {axis}",
                    f"summed over axis {axis}, {name} equals the expected",
                )
    return None


def reshaped(name, actual, expected, relative, context):
    """Recognise right numbers in a wrong shape."""
    if actual.shape != expected.shape and actual.size == expected.size:
        flat = actual.ravel()
        if equal(flat, expected.ravel(), relative):
            return (
                "right values in the wrong shape",
                f"shape {actual.shape} instead of {expected.shape}, the values agree",
            )
    return None


def wrong_shape(name, actual, expected, relative, context):
    """Report a shape that nothing explains."""
    if actual.shape != expected.shape:
        return (
            "wrong shape",
            f"shape {actual.shape} instead of {expected.shape}; no transpose, sum or "
            "reshape of it equals the expected",
        )
    return None


def not_finite(name, actual, expected, relative, context):
    """Report overflow, and what the argument was where it begins."""
    bad = ~np.isfinite(actual) & np.isfinite(expected)
    if not bad.any():
        return None
    index = tuple(int(i) for i in np.argwhere(bad)[0])
    evidence = f"{name} is {actual[index]} where {expected[index]:.6g} is expected"
    given = context.arrays.get("input")
    if given is not None and given.shape == actual.shape:
        evidence += f", first at input = {given[index]:.6g}"
    if differing(actual[~bad], expected[~bad], relative).any():
        return None  # there is more to it
    label = "not a number" if np.isnan(actual[bad]).all() else "infinite"
    return (
        label,
        f"in {int(bad.sum())} of {bad.size} elements {evidence}; the rest agrees",
    )


def only_at(name, actual, expected, relative, context):
    """Recognise a difference confined to special elements."""
    bad = differing(actual, expected, relative)
    for label, mask in context.places.items():
        try:
            inside = np.broadcast_to(mask, bad.shape)
        except ValueError:
            continue
        right = ~inside & (expected != 0)
        if not (bad & ~inside).any() and right.sum() >= 2:
            return (
                f"differs only where {label}",
                f"all {int(bad.sum())} differing elements of {name} have {label}, "
                f"the {int((~inside).sum())} others agree",
            )
    return None


def factor_along(name, actual, expected, relative, context):
    """Recognise one factor per row or column, equal to a named array."""
    if actual.ndim != 2 or min(actual.shape) < 2:
        return None
    a, e = wide(actual), wide(expected)
    if not (np.isfinite(a).all() and np.isfinite(e).all()):
        return None
    for axis, line in ((1, "row"), (0, "column")):
        square = (e * e).sum(axis, keepdims=True)
        c = (a * e).sum(axis, keepdims=True) / np.where(square == 0, 1, square)
        if not equal(a, c * e, relative) or not np.abs(c).max() > relative:
            continue
        found = matching_array(c.squeeze(axis), relative, context)
        if found:
            return (
                f"{found} per {line}",
                f"{name} is the expected times {found} of its {line}",
            )
    return None


def matching_array(factors, relative, context):
    """Return "times x" or "divided by x" for a named array with these values."""
    for label, array in context.arrays.items():
        array = wide(array).squeeze()
        if array.shape != factors.shape:
            continue
        if equal(factors, array, 10 * relative):
            return f"times {label}"
        with np.errstate(all="ignore"):
            if equal(factors, 1 / array, 10 * relative):
                return f"divided by {label}"
    return None


def factor_per_element(name, actual, expected, relative, context):
    """Recognise a factor that is a named array, element by element."""
    a, e = wide(actual), wide(expected)
    if a.size < 3:
        return None
    for label, array in context.arrays.items():
        x = wide(array)
        if x.shape != a.shape or not np.isfinite(x).all():
            continue
        if equal(a, e * x, relative):
            return f"times {label}", f"{name} is the expected times {label}"
        if equal(a * x, e, relative) and np.abs(a * x).max() > 0:
            return f"divided by {label}", f"{name} times {label} is the expected"
    return None


def proportional_to(name, actual, expected, relative, context):
    """Recognise a difference that is a named number times a named array."""
    d = wide(actual) - wide(expected)
    if d.size < 2 or not np.isfinite(d).all():
        return None
    size = np.abs(wide(expected)).max(initial=0.0)
    for label, array in context.arrays.items():
        x = wide(array)
        if x.shape != d.shape or not (x * x).sum() > 0:
            continue
        c = float((d * x).sum() / (x * x).sum())
        loose = relative * max(1.0, size / max(np.abs(d).max(), 1e-300))
        if loose > 1e-3 or not equal(d, c * x, loose):
            continue
        said = "1" if abs(c - 1) < loose else (explain(c, context.scalars, loose) or [])
        if said:
            times = "" if said == "1" else f"{said[0]} x "
            return (
                f"differs by {times}{label}",
                f"actual - expected = {c:.6g} x {label} on all {d.size} elements",
            )
    return None


def permuted(name, actual, expected, relative, context):
    """Recognise the right values in the wrong order."""
    if actual.size < 3 or actual.shape != expected.shape:
        return None
    if equal(np.sort(actual, axis=None), np.sort(expected, axis=None), relative):
        return "right values in the wrong order", "sorted, the two sides agree"
    return None


PATTERNS = (
    transposed,
    not_summed,
    reshaped,
    wrong_shape,
    not_finite,
    only_at,
    factor_along,
    factor_per_element,
    proportional_to,
    permuted,
)
