"""Results of calls, and the places in which arrays are found in them."""

from dataclasses import dataclass, field

import numpy as np

from .messages import Opaque, Sent


class Raised(Exception):
    """The candidate raised: what, and on which line of its file."""

    def __init__(self, told: dict, stage: str):
        self.told, self.stage = told, stage
        where = (
            f" ({told['file']}, line {told['line']}: {told['text']})"
            if "line" in told
            else ""
        )
        super().__init__(f"{told['type']}: {told['message']}{where}")


@dataclass
class Run:
    """One call: outputs and what may be gradients, by the places they were found in."""

    outputs: list
    found: list = field(default_factory=list)  # (key, array or None)
    changed: dict = field(default_factory=dict)
    random: list = field(default_factory=list)
    result: object = None
    state: dict = field(default_factory=dict)


def asked(answer, stage):
    """Return an answer unless it is an exception."""
    if "error" in answer:
        raise Raised(answer["error"], stage)
    return answer


def word(value) -> str:
    """Name the type of what was returned."""
    return value.type if isinstance(value, Opaque) else type(value).__name__


def listed(value, key=()) -> list:
    """Return (key, array or None) of everything that may be a gradient."""
    if isinstance(value, np.ndarray):
        return [(key, value)]
    if isinstance(value, (float, int)) and not isinstance(value, bool):
        return [(key, np.asarray(float(value)))]
    if value is None:
        return [(key, None)]
    if isinstance(value, dict):
        return [x for k, v in value.items() for x in listed(v, (*key, str(k)))]
    if isinstance(value, (tuple, list)):
        return [x for i, v in enumerate(value) for x in listed(v, (*key, i))]
    return []


def tuple_of(path) -> tuple:
    """Return a path that can be a key."""
    return tuple(("attribute" if kind == "a" else "entry", key) for kind, key in path)


def spelt(key) -> str:
    """Write a path or a place as code."""
    text = ""
    for step in key:
        if isinstance(step, tuple):
            kind, name = step
            text += f".{name}" if kind == "attribute" else f"[{name!r}]"
        else:
            text += f"[{step!r}]"
    return text.lstrip(".")


def looks_like_gradient(path) -> bool:
    """Tell whether an attribute is called as gradients are."""
    last = [str(name) for _, name in path]
    return any(n.lower().startswith(("d", "grad")) or "grad" in n.lower() for n in last)


def same(a, b) -> bool:
    """Tell whether two values of an attribute are equal."""
    return np.shape(a) == np.shape(b) and bool(np.array_equal(a, b, equal_nan=True))


def as_tensors(value):
    """Let all arrays inside arrive as tensors."""
    if isinstance(value, np.ndarray):
        return Sent(value)
    if isinstance(value, dict):
        return {k: as_tensors(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(as_tensors(v) for v in value)
    return value
