"""Two lines of use for each name of the reference, run when the page is built."""

import inspect
from contextlib import chdir, contextmanager
from tempfile import TemporaryDirectory

import scratch as dl
from compare.reading.web.chapter_uses import CHAPTERS
from compare.reading.web.engine_uses import ENGINE
from compare.reading.web.further_uses import FURTHER
from compare.reading.web.uses import ARGUMENTS, CORE, SAMPLES, WEIGHT

SHOWN = (bool, int, float, list, dict, tuple, str)
WRITTEN = FURTHER | ENGINE | CHAPTERS  # in one line
SETTINGS = {  # what sets one, and what tells how it is set
    "set_rng_state": "get_rng_state",
    "set_default_dtype": "get_default_dtype",
    "set_num_threads": "get_num_threads",
    "set_float32_matmul_precision": "get_float32_matmul_precision",
    "use_deterministic_algorithms": "are_deterministic_algorithms_enabled",
    "set_grad_enabled": "is_grad_enabled",
}


def ordered(part: str, names) -> list[str]:
    """Return the names of a part, the core of it first."""
    core = CORE[part].split()
    return [*core, *(name for name in names if name not in core)]


def written(name: str) -> tuple[str, str] | None:
    """Return the two lines that are written down for a name."""
    lines = WRITTEN.get(name)
    return tuple(lines.rsplit("; ", 1)) if lines else SAMPLES.get(name)


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
            line = f"optimizer = {ARGUMENTS[first]}"
            return line, f"dl.{name}(optimizer).get_last_lr()"
        if first:  # an optimiser
            return WEIGHT, f'dl.{name}([w]{passed}).defaults["lr"]'
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


@contextmanager
def undisturbed(package):
    """Leave a package's stream and settings as they were, and no file behind."""
    before = {put: getattr(package, ask)() for put, ask in SETTINGS.items()}
    with TemporaryDirectory() as folder, chdir(folder):
        try:
            yield
        finally:
            for put, value in before.items():
                getattr(package, put)(value)
            package.set_default_device(None)
            package.set_printoptions(profile="default")


def outcome(line: str, expression: str, package=dl) -> str:
    """Return two lines of use with what comes out of them in a package."""
    scope = {"dl": package}
    with undisturbed(package):
        exec(line, scope)
        value = eval(expression, scope)
        parts = value if isinstance(value, tuple) else ()
        if any(isinstance(part, package.Tensor) for part in parts):
            expression, value = f"[v.shape for v in {expression}]", [*map(shape, value)]
        if isinstance(value, package.Tensor):
            expression, value = f"{expression}.shape", tuple(value.shape)
        shown = (*SHOWN, package.dtype, package.device)
        words = f"  # {plain(value)!r}" if isinstance(value, shown) else ""
    return f"{line}\n{expression}{words}"


def sample(name: str, thing, package=dl) -> str:
    """Return two lines that use a name of scratch, run in a package; or nothing."""
    found = written(name) or guessed(name, thing)
    if found is None:
        return ""
    try:
        return outcome(*found, package)
    except (TypeError, ValueError, IndexError, RuntimeError, AttributeError):
        if written(name):
            raise
        return ""
