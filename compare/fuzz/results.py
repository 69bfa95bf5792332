"""The value and the error of what one of torch's basic operations returns."""

from dataclasses import dataclass

import torch

from .bounds import COMPARISONS, RULES, STRUCTURAL, Applied, Unit
from .grid import exactly

aten = torch.ops.aten
NUMBERED = frozenset(
    ["add", "sub", "rsub", "mul", "div", "where", "maximum", "minimum"]
)
CONSTANT = {
    *("fill", "zero", "full", "full_like", "zeros", "zeros_like", "ones", "ones_like"),
    *("new_zeros", "new_full", "new_ones", "scalar_tensor", "empty_like", "empty"),
    *("new_empty", "new_empty_strided", "empty_strided", "eye"),
    *("arange", "linspace"),  # whose every step is to be rounded as torch does
}


@dataclass
class Call:
    """A call of a basic operation, with values and errors of its arguments."""

    name: str
    func: object
    args: tuple
    values: list
    errors: list
    keywords: dict
    outs: list


def result(call: Call):
    """Return (value, error) of each result; None for an operation without a rule."""
    name, values, errors = call.name, call.values, call.errors
    if name.endswith("_") and not name.endswith("__"):
        name = name[:-1]
    real = call.outs[0]
    if name in COMPARISONS:
        return [(None, unsure(values, errors))]
    if name in ("argmax", "argmin") or (name in ("max", "min") and len(call.outs) == 2):
        return picked(name, values, errors, call.outs)
    if not real.is_floating_point():
        return [(None, whole(name, values, errors))] * len(call.outs)
    if name in ("_to_copy", "copy"):
        source = 1 if name == "copy" else 0
        return [converted(call.args[source], values[source], errors[source], real)]
    if name in CONSTANT:
        return [(real.double(), 0.0)]
    unit = Unit(real.dtype)
    values = [rounded_number(value, real.dtype) for value in values]
    keywords = {key: v for key, v in call.keywords.items() if key != "dtype"}
    plain = getattr(aten, name)
    exact = getattr(plain, call.func._overloadname, plain)
    if name in STRUCTURAL:
        return [structural(name, exact, values, errors, keywords, unit)]
    if name not in RULES:
        return None
    if name not in ("where", "masked_fill"):
        values = [floated(value) for value in values]
    if name in NUMBERED:
        values = [as_tensor(value) for value in values]
        errors = [torch.as_tensor(error, dtype=torch.float64) for error in errors]
        exact = plain
    applied = Applied(name, exact, values, errors, keywords)
    error = RULES[name](applied, unit)
    sure = exactly(applied, real.dtype)
    return [(applied.value, error if sure is None else torch.where(sure, 0.0, error))]


def as_tensor(value):
    """Return a number operand as a tensor: the rules calculate with it."""
    if isinstance(value, (bool, int, float)):
        return torch.tensor(float(value), dtype=torch.float64)
    return value


def rounded_number(value, dtype):
    """Return a Python float as the dtype holds it."""
    if isinstance(value, float):
        return torch.tensor(value, dtype=torch.float64).to(dtype).item()
    return value


def floated(value):
    """Return integers as float64."""
    if isinstance(value, torch.Tensor) and not value.is_floating_point():
        return value.double()
    return value


def unsure(values, errors):
    """Return inf where a comparison may turn out otherwise."""
    (a, b), (ea, eb) = values[:2], errors[:2]
    reach = ea + eb
    if not anything([reach]):
        return 0.0
    a, b = (v.double() if torch.is_tensor(v) else v for v in (a, b))
    return torch.where(
        ((a - b).abs() <= reach) & (reach > 0) | torch.isinf(torch.as_tensor(reach)),
        torch.inf,
        0.0,
    )


def picked(name, values, errors, outs):
    """Return values and positions of extremes; unsure where others come close."""
    x, e = values[0].double(), errors[0]
    if x.ndim == 0:
        return [(o.double() if o.is_floating_point() else None, e) for o in outs]
    down = name.endswith("min")
    x = -x if down else x
    dim = values[1] if len(values) > 1 else None
    keep = outs[-1].ndim == x.ndim
    if dim is None:
        x, e, dim, keep = x.flatten(), e.flatten(), 0, False
    known = ~torch.isinf(e)
    low = torch.nan_to_num(torch.where(known, x - e, -torch.inf), nan=torch.inf)
    high = torch.nan_to_num(torch.where(known, x + e, torch.inf), nan=torch.inf)
    best = torch.max(low, dim, keepdim=True).values
    close = (high >= best).sum(dim, keepdim=keep) > 1
    error = e.amax(dim, keepdim=keep)
    index = torch.where(close & (error > 0), torch.inf, 0.0).reshape(outs[-1].shape)
    if len(outs) == 1:
        return [(None, index)]
    value = x.gather(dim, outs[1] if keep else outs[1].unsqueeze(dim))
    value = value if keep else value.squeeze(dim)
    return [(-value if down else value, error), (None, index)]


def whole(name, values, errors):
    """Return the errors of integers or bools."""
    if name in ("_to_copy", "copy"):
        source = 1 if name == "copy" else 0
        x, e = values[source], errors[source]
        if not torch.is_tensor(e):
            return 0.0
        if not x.is_floating_point():
            return e
        turns = torch.trunc(x - e) != torch.trunc(x + e)
        turns = turns | ((x.abs() <= e) & (e > 0)) | torch.isinf(e)
        return torch.where(turns, torch.inf, 0.0)
    if name in STRUCTURAL and torch.is_tensor(errors[0]) and not errors[0].any():
        return 0.0 if not anything(errors) else torch.inf
    return torch.inf if anything(errors) else 0.0


def anything(errors) -> bool:
    """Whether an operand is not exact."""
    return any(
        anything(e) if isinstance(e, list) else torch.is_tensor(e) and bool(e.any())
        for e in errors
    )


def converted(given, value, error, real):
    """Return value and error after a conversion to another dtype."""
    if not isinstance(given, torch.Tensor):
        return real.double(), 0.0
    value = value.double()
    unit = Unit(real.dtype)
    narrow = given.dtype == torch.float64 and real.dtype == torch.float32
    if narrow or not given.is_floating_point():
        exact = value.to(real.dtype).double() == value
        error = error + torch.where(exact, 0.0, unit.u * value.abs() + unit.eta)
        error = torch.where(
            value.abs() > unit.huge,
            torch.where(torch.isinf(value), error, torch.inf),
            error,
        )
    return value, torch.where(torch.isnan(torch.as_tensor(error)), torch.inf, error)


def structural(name, function, values, errors, keywords, unit):
    """Move values, and errors in the same way."""
    value = function(*values, **keywords)
    if name in ("index_put", "_index_put_impl"):
        x, indices, put, *rest = values
        (e, ei, ep) = errors[:3]
        error = function(e, indices, ep, *rest)
        if (rest and rest[0]) or keywords.get("accumulate"):
            terms = put.numel()
            error = error + terms * unit.u * function(
                x.abs(), indices, put.abs(), *rest
            )
        return value, torch.inf if anything(ei) else error
    if name in ("cat", "stack"):
        moved = function(errors[0], *values[1:], **keywords)
        return value, moved
    if name == "constant_pad_nd":
        return value, function(errors[0], values[1], 0.0)
    swapped = [e if is_real(v) else v for v, e in zip(values, errors)]
    if name == "scatter" and not torch.is_tensor(values[3]):
        swapped[3] = 0.0
    error = function(*swapped, **keywords)
    others = [e for v, e in zip(values[1:], errors[1:]) if not is_real(v)]
    return value, torch.inf if anything(others) else error


def is_real(value) -> bool:
    """Whether a value is a tensor of real numbers."""
    return torch.is_tensor(value) and value.is_floating_point()
