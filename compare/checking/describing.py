"""Describe a candidate: what it is, what its parameters are called."""

import inspect
import sys

from .scalars import class_of

PLAIN = (bool, int, float, str, type(None), tuple, list)


def describe(thing) -> dict:
    """Return kind, name, parameters, methods of a function, class or instance."""
    torch = sys.modules.get("torch")
    kind = "function" if callable(thing) else "value"
    if inspect.isclass(thing):
        kind = "class"
        if torch is not None and issubclass(thing, torch.autograd.Function):
            kind = "autograd"
        elif torch is not None and issubclass(thing, torch.nn.Module):
            kind = "module class"
    elif torch is not None and isinstance(thing, torch.nn.Module):
        kind = "module"
    elif not inspect.isroutine(thing) and hasattr(type(thing), "__dict__"):
        kind = (
            "function"
            if inspect.isroutine(getattr(thing, "func", None))
            else "instance"
        )
    found = {
        "kind": kind,
        "name": getattr(thing, "__name__", type(thing).__name__),
        "parameters": parameters(thing, kind),
        "methods": {},
        "torch": "torch" in sys.modules,
        "source": source(thing),
        "scalar": class_of(thing) is not None,
    }
    if kind in ("class", "instance", "module class"):
        owner = thing if inspect.isclass(thing) else type(thing)
        for name, value in inspect.getmembers(owner, callable):
            if not name.startswith("_") or name == "__call__":
                written = inspect.getattr_static(owner, name)
                bound = isinstance(written, (staticmethod, classmethod))
                found["methods"][name] = parameters(
                    value, "static method" if bound else "method"
                )
        if owner.__call__ is type.__call__ or "__call__" not in dir(owner):
            found["methods"].pop("__call__", None)
    return found


def parameters(thing, kind) -> list:
    """Return name, kind and default of every parameter."""
    function = thing
    if kind == "autograd":
        function = thing.forward
    elif kind in ("class", "module class"):
        function = thing.__init__
    elif kind == "module":
        function = thing.forward
    try:
        listed = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return []
    torch = sys.modules.get("torch")
    if kind == "autograd" and (
        thing.setup_context is not torch.autograd.Function.setup_context
    ):
        kind = "forward without ctx"
    if kind in ("autograd", "class", "method", "module class"):
        listed = listed[1:]
    found = []
    for p in listed:
        default = p.default if isinstance(p.default, PLAIN) else "..."
        found.append(
            {
                "name": p.name,
                "kind": p.kind.name,
                "required": p.default is p.empty
                and p.kind.name not in ("VAR_POSITIONAL", "VAR_KEYWORD"),
                "default": None if p.default is p.empty else default,
            }
        )
    return found


def source(thing) -> list:
    """Return [first line, text] of what was written, where it can be read."""
    try:
        lines, first = inspect.getsourcelines(inspect.unwrap(thing))
    except (OSError, TypeError, ValueError):
        return [0, ""]
    return [first, "".join(lines)[:20000]]
