"""The arrays that an object holds, by their paths, to read and to replace."""

import sys

import numpy as np

DEEPEST = 5
MOST = 300


def find(thing) -> list:
    """Return [path, value] of arrays and numbers inside an object, a dict or a list.

    A path is a list of steps, ["a", name] for attributes and ["k", key] for entries.
    """
    found: list = []
    walk(thing, [], found, set())
    return found


def walk(thing, path, found, seen) -> None:
    """Collect what is below one object."""
    if len(found) >= MOST or len(path) > DEEPEST or id(thing) in seen:
        return
    torch = sys.modules.get("torch")
    tensor = torch is not None and isinstance(thing, torch.Tensor)
    if tensor or isinstance(thing, (np.ndarray, np.generic, bool, int, float, str)):
        if path:
            found.append([path, thing])
        return
    seen.add(id(thing))
    if isinstance(thing, dict):
        steps = [
            ("k", k if isinstance(k, (str, int)) else i, v)
            for i, (k, v) in enumerate(thing.items())
        ]
    elif isinstance(thing, (list, tuple)):
        steps = [("k", k, v) for k, v in enumerate(thing[:50])]
    elif type(thing).__module__.partition(".")[0] in ("numpy", "torch", "builtins"):
        return
    else:
        steps = [("a", k, v) for k, v in vars_of(thing).items()]
    for kind, key, value in steps:
        walk(value, [*path, [kind, key]], found, seen)


def vars_of(thing) -> dict:
    """Return the attributes of an object, with or without a dictionary of them."""
    try:
        return dict(vars(thing))
    except TypeError:
        names = getattr(type(thing), "__slots__", ())
        names = (names,) if isinstance(names, str) else names
        return {n: getattr(thing, n) for n in names if hasattr(thing, n)}


def put(thing, path, value) -> None:
    """Replace what stands at a path."""
    *before, (kind, key) = path
    for step, name in before:
        thing = getattr(thing, name) if step == "a" else thing[name]
    if kind == "a":
        setattr(thing, key, value)
    elif isinstance(thing, tuple):
        thing[key][...] = value
    else:
        thing[key] = value
