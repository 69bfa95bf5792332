"""How a class is built: by what its parameters are called."""

import numpy as np

from . import names
from .forms import given
from .unclear import Stuck


def construct(drafting, draft, used) -> None:
    """Draft the call of a constructor."""
    form = draft.form
    if form.built is None:
        return
    if drafting.init is not None:
        args, kwargs = drafting.init
        draft.build = [("", ("value", v)) for v in args]
        draft.build += [(n, ("value", v)) for n, v in kwargs.items()]
        return
    draft.build = list(draft.build or [])
    have = {p for p, _ in draft.build}
    for p in given(form.built):
        name = p["name"]
        if name in have:
            continue
        source = size(draft, name)
        argument, turn = drafting.meaning(name, used | set(draft.mapping))
        if isinstance(p["default"], bool) and isinstance(
            drafting.sample.get(argument), np.ndarray
        ):
            continue  # whether there is a bias, not the bias
        if source is not None and (
            argument is None
            or not isinstance(drafting.sample.get(argument), np.ndarray)
            or argument == "input"
        ):
            draft.build.append((name, source))
        elif argument is not None and argument != "input":
            if argument == "training":
                continue
            drafting.fill(draft, draft.build, p, argument, turn)
            used.add(argument)
        elif name in names.SECOND and "kernel_size" in drafting.sample:
            draft.build.append((name, ("value", drafting.sample["kernel_size"])))
        elif p["required"]:
            raise Stuck(
                f"cannot tell what {name!r} of {form.title}() is; say how to build "
                f'it: --init "..."'
            )


def size(draft, name):
    """Return the source of a constructor's size, by its name."""
    first = next(iter(draft.inputs), None)
    if first is None or not isinstance(draft.inputs[first], np.ndarray):
        return None
    shape = draft.inputs[first].shape
    axis = 1 if len(shape) == 4 else len(shape) - 1
    if name in names.WIDTHS:
        return ("size", first, axis)
    if name in names.OUT_WIDTHS:
        return ("value", max(shape[axis] + 2, 5))
    return None
