"""Lay out a first call as a candidate may keep its arrays."""

import numpy as np

from . import names
from .turning import to_candidate


def look_up(inputs, source):
    """Return an input or an entry of one."""
    if isinstance(source, str):
        return inputs[source]
    value = inputs[source[0]]
    for key in source[1:]:
        value = value[key]
    return value


def turned(draft, given, arrays, combination) -> dict:
    """Return the inputs in a layout; as they are if the user gave them."""
    if given:
        return draft.inputs
    inputs = dict(draft.inputs)
    classes = 2
    first = next((a for a in inputs.values() if isinstance(a, np.ndarray)), None)
    if first is not None and first.ndim:
        classes = first.shape[-1]
    for (_, source, fixed), turn in zip(arrays, combination):
        if (
            isinstance(source, str)
            and isinstance(inputs[source], np.ndarray)
            and not fixed
        ):
            if source in sets_of(draft):
                continue
            inputs[source] = to_candidate(turn, inputs[source], classes)
    return inputs


def sets_of(draft):
    """Return the inputs that are attributes: their layout is the object's."""
    given = {s for _, s in [*draft.takes, *(draft.build or [])] if isinstance(s, str)}
    return set(draft.inputs) - given


def fit_sizes(way, draft, inputs, arrays, combination) -> None:
    """Let sizes of a constructor follow those of the parameters it makes."""
    for i, (name, source) in enumerate(way.build or ()):
        if (
            isinstance(source, tuple)
            and source[0] == "value"
            and name in names.OUT_WIDTHS
        ):
            for label in way.sets:
                shape = np.shape(inputs[label])
                if source[1] in shape:
                    way.build[i] = (name, ("size", label, shape.index(source[1])))
                    break
