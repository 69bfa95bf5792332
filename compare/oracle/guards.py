"""Guards: where a number is held away from zero, from one, or its logarithm from -inf.

Torch's binary cross-entropy divides by p (1 - p), but by no less than 1e-12, and its
logarithms end at -100; `normalize` divides by no less than eps. Where such a guard
acts, its value is no formula's: a program with another guard, or with none, is as
right. So nothing is known there.
"""

import numpy as np

from .aten import array
from .bounded import Bounded, error_of, value_of

SMALLEST = 1e-5  # what is held away from zero by more is another function
LOGARITHM = -100.0  # of binary cross-entropy
CLAMPING = frozenset(("clamp", "clamp_min", "clamp_max", "maximum", "minimum"))
COMPARING = frozenset(("ge", "gt", "le", "lt"))


def acting(name, args, kwargs):
    """Return where a guard acts on the first operand; None where it does nowhere."""
    if name in COMPARING:
        limits = [("low", args[1]), ("high", args[1])]
    elif name == "clamp":
        low = args[1] if len(args) > 1 else kwargs.get("min")
        high = args[2] if len(args) > 2 else kwargs.get("max")
        limits = [("low", low), ("high", high)]
    elif name in ("clamp_min", "maximum"):
        limits = [("low", args[1])]
    else:
        limits = [("high", args[1])]
    found = None
    for side, limit in limits:
        limit = number(limit)
        if limit is None:
            continue
        here = beyond(args[0], limit, side, name)
        if here is not None and here.any():
            found = here if found is None else found | here
    return found


def number(limit) -> float | None:
    """Return a limit that is one number."""
    if isinstance(limit, (int, float)):
        return float(limit)
    value = value_of(array(limit)) if limit is not None else None
    return float(value) if value is not None and value.ndim == 0 else None


def beyond(x, limit, side, name):
    """Tell where an operand is at a limit or beyond it, if the limit is a guard."""
    value = value_of(array(x))
    reach = error_of(array(x)) * Bounded.U
    reach = np.where(np.isfinite(reach), reach, 0.0)
    if side == "low" and 0 < limit <= SMALLEST:
        return (value - reach <= limit) & (value >= -limit)
    if side == "high" and 0 < 1 - limit <= SMALLEST:
        return (value + reach >= limit) & (value <= 2 - limit)
    if side == "low" and limit == LOGARITHM and name == "maximum":
        return value - reach <= limit
    return None


def loosened(result, where):
    """Return a result of which nothing is known where a guard acts."""
    if isinstance(result, Bounded) and result.value.dtype.kind == "f":
        return Bounded(result.value, np.where(where, np.inf, result.error))
    value = value_of(array(result))
    unsure = result.error if isinstance(result, Bounded) else False
    return Bounded(value, np.broadcast_to(where | unsure, value.shape).copy())
