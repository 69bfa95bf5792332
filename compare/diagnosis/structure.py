"""What a difference looks like where no known mistake explains it."""

import numpy as np

from .noise import differing, equal, wide


def structure(actual, expected, relative, context) -> list[str]:
    """Describe a difference: where it is, and along what it is constant."""
    bad = differing(actual, expected, relative)
    if not bad.any():
        return ["within the rounding error that the diagnosis can resolve"]
    seen = [f"it shows in {int(bad.sum())} of {bad.size} elements"]
    d = wide(actual) - wide(expected)
    if not np.isfinite(d).all():
        where = int((~np.isfinite(d)).sum())
        return [*seen, f"{where} of them are not finite, and others differ as well"]
    size = np.abs(wide(expected)).max(initial=0.0)
    loose = relative * max(1.0, size / max(np.abs(d).max(), 1e-300))
    if loose > 1e-2:
        return [*seen, f"at most {np.abs(d).max():.3g}, hardly above rounding"]
    if d.size > 1 and equal(d, np.full_like(d, d.mean()), loose):
        seen.append(f"constant, {d.mean():.6g}")
    elif d.ndim == 2 and min(d.shape) > 1:
        seen += lines(d, bad, loose)
    for label, array in context.arrays.items():
        x = wide(array)
        if x.shape != d.shape or d.ndim != 2 or len(d) < 3 or d.shape[1] < 3:
            continue
        if along(d, x, 0, loose):
            seen.append(f"proportional to {label} within each column")
        elif along(d, x, 1, loose):
            seen.append(f"proportional to {label} within each row")
    seen.append(f"the largest is {np.abs(d).max():.3g}")
    return seen


def lines(d, bad, loose) -> list[str]:
    """Describe a difference of a matrix by its rows and columns."""
    seen = []
    if equal(d, np.broadcast_to(d.mean(0), d.shape), loose):
        seen.append("constant within each column")
    if equal(d, np.broadcast_to(d.mean(1, keepdims=True), d.shape), loose):
        seen.append("constant within each row")
    rows, columns = np.flatnonzero(bad.any(1)), np.flatnonzero(bad.any(0))
    if len(rows) < len(d):
        seen.append(f"only in row{'s' * (len(rows) > 1)} {listed(rows)}")
    if len(columns) < d.shape[1]:
        seen.append(f"only in column{'s' * (len(columns) > 1)} {listed(columns)}")
    if min(d.shape) > 2 and not seen:
        values = np.linalg.svd(d, compute_uv=False)
        if values[1] <= 10 * loose * values[0]:
            seen.append("of rank one")
    return seen


def along(d, x, axis, loose) -> bool:
    """Tell whether d is x times one number per line."""
    square = (x * x).sum(axis, keepdims=True)
    c = (d * x).sum(axis, keepdims=True) / np.where(square == 0, 1, square)
    return equal(d, c * x, 10 * loose) and not equal(d, 0 * d, loose)


def listed(indices) -> str:
    """Write a few indices."""
    text = ", ".join(map(str, indices[:5]))
    return text + (", ..." if len(indices) > 5 else "")
