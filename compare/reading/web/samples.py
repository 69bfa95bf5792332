"""Two lines of use for each name of the reference, run when the page is built."""

import inspect

import scratch as dl
from compare.reading.web.further_uses import FURTHER
from compare.reading.web.uses import ARGUMENTS, CORE, SAMPLES, WEIGHT

SHOWN = (bool, int, float, list, dict, tuple)


def ordered(part: str, names) -> list[str]:
    """Return the names of a part, the core of it first."""
    core = CORE[part].split()
    return [*core, *(name for name in names if name not in core)]


def written(name: str) -> tuple[str, str] | None:
    """Return the two lines that are written down for a name."""
    further = FURTHER.get(name)
    return tuple(further.split("; ")) if further else SAMPLES.get(name)


def guessed(name: str, thing) -> tuple[str, str] | None:
    """Return two lines for a name whose signature tells what it takes."""
    try:
        parameters = inspect.signature(thing).parameters.values()
    except (TypeError, ValueError):
        return None
    needed = [
        p.name
        for p in parameters
        if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD
    ]
    if any(p not in ARGUMENTS for p in needed):
        return None
    first, *rest = needed or [""]
    passed = "".join(f", {p}={ARGUMENTS[p]}" for p in rest)
    if inspect.isclass(thing):
        kinds = (dl.Optimizer, dl.LRScheduler) if first else dl.Module
        if not issubclass(thing, kinds):
            return None
        if first == "optimizer":
            return f"optimizer = {ARGUMENTS[first]}", f"dl.{name}(optimizer)"
        if first:  # an optimiser
            return WEIGHT, f"dl.{name}([w]{passed})"
        return "x = dl.randn(4, 5)", f"dl.{name}()(x).shape"
    if not first or first in ("size", "shape"):
        return None
    variable = "x" if first != "tensors" else "parts"
    return f"{variable} = {ARGUMENTS[first]}", f"dl.{name}({variable}{passed})"


def shape(value):
    """Return a tensor's shape."""
    return tuple(value.shape)


def plain(value):
    """Return a value with six digits, and with sizes as tuples."""
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return tuple(map(plain, value)) if isinstance(value, tuple) else value


def sample(name: str, thing) -> str:
    """Return two lines that use a name, what comes out behind them; or nothing."""
    found = written(name) or guessed(name, thing)
    if found is None:
        return ""
    line, expression = found
    scope = {"dl": dl}
    state = dl.get_rng_state()
    try:
        exec(line, scope)
        value = eval(expression, scope)
    except (TypeError, ValueError, IndexError, RuntimeError, AttributeError):
        if written(name):
            raise
        return ""
    finally:
        dl.set_rng_state(state)
    if isinstance(value, tuple) and any(isinstance(v, dl.Tensor) for v in value):
        expression, value = f"[v.shape for v in {expression}]", [*map(shape, value)]
    if isinstance(value, dl.Tensor):
        expression, value = f"{expression}.shape", tuple(value.shape)
    words = f"  # {plain(value)!r}" if isinstance(value, SHOWN) else ""
    return f"{line}\n{expression}{words}"
