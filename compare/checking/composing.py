"""Compose a reference with the candidate's own arguments."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import torch

from . import turns
from .unclear import Unclear


def call_by_name(function, known, kwargs):
    """Call a torch function whose first arguments may have no names."""
    try:
        return function(**kwargs)
    except TypeError:
        ordered, rest = [], dict(kwargs)
        for name in known:
            if name not in rest:
                break
            ordered.append(rest.pop(name))
        return function(*ordered, **rest)


def pick(given, source):
    """Return an input, or an entry of one: `param['p']`."""
    if isinstance(source, str):
        return given[source]
    value = given[source[0]]
    for key in source[1:]:
        value = value[key]
    return value


def count_examples(meaning, given) -> int:
    """Count the examples of a call."""
    source, turn = next(iter(meaning["arguments"].values()))
    value = turns.to_reference[turn](pick(given, source))
    return value.shape[0] if value.ndim else 1


def first(result):
    """Return the first of several outputs."""
    return result[0] if isinstance(result, (tuple, list)) else result


def mapped(value):
    """Make tensors of all arrays inside."""
    if isinstance(value, dict):
        return {k: mapped(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(mapped(v) for v in value)
    return torch.as_tensor(value.copy()) if isinstance(value, np.ndarray) else value


def signature(value):
    """Return what a trace depends on: shapes of floats, all else by value."""
    if isinstance(value, dict):
        return tuple((k, signature(v)) for k, v in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(signature(v) for v in value)
    if isinstance(value, np.ndarray):
        return (
            value.shape if value.dtype.kind == "f" else (value.shape, value.tobytes())
        )
    return repr(value)


def parts(q):
    """Return value, tolerance and second opinion of a quantity."""
    opinion = [] if q.opinion is None else [np.asarray(q.opinion)]
    return [np.asarray(q.value), np.asarray(q.tolerance), *opinion]


def is_plain(value) -> bool:
    """Tell whether a default can be written down."""
    return value is None or isinstance(value, (bool, int, float, str, tuple))


def import_file(path):
    """Import a file under a name of its own."""
    where = Path(path).resolve()
    if not where.exists():
        raise Unclear(f"no file {path}")
    name = f"reference_{where.stem}"
    if name in sys.modules:
        return sys.modules[name]
    sys.path.insert(0, str(where.parent))
    spec = spec_from_file_location(name, where)
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def member(module, name, path):
    """Return what a module calls by a name."""
    value = module
    for step in name.split("."):
        if not hasattr(value, step):
            raise Unclear(f"{Path(path).name} has no {name!r}")
        value = getattr(value, step)
    return value
