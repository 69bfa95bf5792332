"""The arrays inside the arguments of a call, in order, with names."""

import numpy as np


def walk(value, name):
    """Yield (name, array) of every array inside; a name is `param['pad']` or `x`."""
    if isinstance(value, np.ndarray):
        yield name, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from walk(part, f"{name}[{key!r}]")
    elif isinstance(value, (list, tuple)):
        for i, part in enumerate(value):
            yield from walk(part, f"{name}[{i}]")


def arrays(inputs: dict) -> dict[str, np.ndarray]:
    """Return every array of a call by its name."""
    return {n: a for key, value in inputs.items() for n, a in walk(value, key)}


def floating(inputs: dict) -> dict[str, np.ndarray]:
    """Return those that a gradient can be taken of."""
    return {n: a for n, a in arrays(inputs).items() if a.dtype.kind == "f"}


def replace(value, name, new: dict):
    """Return the same with other arrays."""
    if isinstance(value, np.ndarray):
        return new.get(name, value)
    if isinstance(value, dict):
        return {k: replace(v, f"{name}[{k!r}]", new) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(replace(v, f"{name}[{i}]", new) for i, v in enumerate(value))
    return value


def having(inputs: dict, new: dict) -> dict:
    """Return a call with other arrays."""
    return {n: replace(v, n, new) for n, v in inputs.items()}


def cast(inputs: dict, dtype) -> dict:
    """Return a call with floating arrays of another dtype."""
    new = {n: a.astype(dtype) for n, a in floating(inputs).items()}
    return having(inputs, new)


def close(a, b, relative=1e-6) -> bool:
    """Tell whether two arrays are the same but for rounding, NaN for NaN."""
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape or a.dtype.kind not in "fiub":
        return False
    if not a.size:
        return True
    with np.errstate(all="ignore"):
        finite = np.isfinite(b)
        scale = np.abs(b[finite]).max(initial=0.0)
        near = np.abs(a - b) <= relative * max(scale, 1e-12)
    return bool((near | (a == b) | (np.isnan(a) & np.isnan(b))).all())
