"""Numbers in equal steps, rounded where torch rounds them."""

from math import ceil, isfinite

import numpy as np

from . import dtypes
from .arguments import check_integer, check_real
from .autograd import Tensor
from .casting import fitted
from .devices import check_device
from .fused import fma, fma64
from .memory import fitting

VECTOR = {4: 8, 8: 4}  # floats of so many bytes that torch computes at once (AVX2)


@fitting
def arange(start, end=None, step=1, *, dtype=None, device=None, requires_grad=False):
    """Return start, start + step, ... up to but without end."""
    check_device(device)
    if end is None:
        start, end = 0, start
    start, end, step = (number("a bound", value) for value in (start, end, step))
    whole = not any(isinstance(value, float) for value in (start, end, step))
    dtype = dtype or (dtypes.int64 if whole else dtypes.default)
    if dtype.kind == "b":
        raise TypeError("dtype must be a number type, got bool")
    if dtype == np.int64 and isfinite(end - start) and isfinite(step):
        start, end, step = int(start), int(end), int(step)
    if step == 0 or not isfinite(end - start) or (end - start) / step < 0:
        raise ValueError(f"arange({start}, {end}, {step}) does not lead to its end")
    exact = isinstance(end - start, int) and isinstance(step, int)
    count = -((start - end) // step) if exact else ceil((end - start) / step)
    return Tensor(steps(start, step, count, dtype), requires_grad)


def steps(start, step, count, dtype):
    """Return start + i * step for i below `count`.

    Like torch, round product and sum together, in float64, and the first of each
    vector before the steps are added to it.
    """
    i = np.arange(count)
    if dtype.kind != "f":
        return (int(start) + i * int(step)).astype(dtype)
    if dtype.itemsize not in VECTOR:
        return (start + i * step).astype(dtype)
    vector = VECTOR[dtype.itemsize]
    inside = i < count // (2 * vector) * (2 * vector)  # of two vectors at once
    place = np.where(inside, i % vector, 0).astype(float)
    first = fma64(i - place, float(step), float(start)).astype(dtype).astype(float)
    output = fma64(place, float(step), first).astype(dtype)
    output[:1] = start + step * 0  # with the sign of 0
    return output


@fitting
def linspace(start, end, steps, *, dtype=None, device=None, requires_grad=False):
    """Return `steps` evenly spaced values from start to end, both included.

    The first half is counted from the start, the second back from the end.
    """
    check_device(device)
    start, end = number("start", start), number("end", end)
    if check_integer("steps", steps) < 0:
        raise ValueError(f"steps must not be negative, got {steps}")
    dtype = dtype or dtypes.default
    if dtype.kind == "b" and steps > 1:
        raise ValueError("linspace is not defined for bools")
    kind = dtype if dtype.kind == "f" else dtypes.float64
    if steps == 0:
        return Tensor(np.empty(0, dtype), requires_grad)
    first = kind.type(fitted("start", start, dtype))
    if steps == 1:
        return Tensor(np.array([first]).astype(dtype), requires_grad)
    last = kind.type(fitted("end", end, dtype))
    ahead = np.arange(steps // 2, dtype=kind)
    behind = np.arange(steps - steps // 2 - 1, -1, -1).astype(kind)
    with np.errstate(all="ignore"):
        step = (last - first) / kind.type(max(steps - 1, 1))
        output = np.concatenate([fma(ahead, step, first), fma(behind, -step, last)])
        output[:1] = first + step * 0  # with the sign of 0
        output[-1:] = last - step * 0
        return Tensor(output.astype(dtype), requires_grad)


def number(name, value):
    """Return a number, of a tensor or of Python; bools stay what they are."""
    if isinstance(value, Tensor):
        return value.item()
    return value if isinstance(value, bool) else check_real(name, value)
