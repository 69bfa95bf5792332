"""One example of a case: drawn arguments, printable and reproducible."""

from dataclasses import dataclass, field
from shlex import quote

import numpy as np

from ..cases.case import Case, ModuleCase, OptimizerCase, ScheduleCase
from ..cases.strategies import Draw, ReplayDraw, SeededDraw, encode
from .sides import is_float, leaves, replace, root, round_numbers

LAYOUTS = ("C", "C", "F", "negative", "strided", "zero", "read-only")


@dataclass(repr=False, eq=False)
class Example:
    """What the battery runs one case on.

    Attributes
    ----------
    seed : int
        Of upstream gradients, memory layouts, parameters and random streams.
    code : str
        The recorded choices, from which `replay` makes this example again.
    """

    case: Case
    dtype: np.dtype
    regime: str
    arguments: dict
    inputs: tuple
    seed: int
    code: str = field(repr=False)
    laid_out: dict = field(default_factory=dict, repr=False)
    second_group: dict | None = None
    metrics: list[float] | None = None

    def __repr__(self):
        return "\n".join((self.command(), *self.lines()))

    def _repr_pretty_(self, printer, cycle):
        printer.text(repr(self))

    def rng(self, *purpose: int) -> np.random.Generator:
        """Return a generator of its own for each purpose."""
        return np.random.default_rng([self.seed, *purpose])

    def lay_out(self) -> None:
        """Give each array a memory layout; "zero" makes all of its rows the first."""
        rng, paths = self.rng(2), leaves(self.arguments)
        kinds = {p: LAYOUTS[rng.integers(len(LAYOUTS))] for p in paths}
        plain = [p for p in paths if root(p) in getattr(self.case, "buffers", ())]
        plain += [p for p, a in paths.items() if kinds[p] == "zero" and not is_float(a)]
        if getattr(self.case, "seeded", False):  # draws follow the order of memory
            plain = list(paths)
        kinds.update(dict.fromkeys(plain, "C"))
        self.laid_out = replace(self.arguments, lambda p, a: layout(a, kinds[p]))
        self.arguments = replace(self.laid_out, lambda p, a: a.copy("C"))

    def lines(self) -> list[str]:
        """Return the arguments as lines of Python."""
        found = [f"{name} = {show(value)}" for name, value in self.arguments.items()]
        found += [f"input {i} = {show(value)}" for i, value in enumerate(self.inputs)]
        if self.second_group is not None:
            found.append(f"second group = {show(self.second_group)}")
        if self.metrics is not None:
            found.append(f"metrics = {show(self.metrics)}")
        return [line for item in found for line in item.split("\n")]

    def command(self) -> str:
        """Return the line that runs this example again."""
        return (
            f"python -m compare --only {quote(self.case.name)} "
            f"--replay {self.dtype}:{self.code}"
        )


def draw_example(case: Case, draw: Draw) -> Example:
    """Draw an example from any source of choices."""
    arguments = round_numbers(case.arguments(draw), draw.dtype)
    inputs = ()
    if isinstance(case, ModuleCase):
        inputs = tuple(round_numbers(case.inputs(draw, arguments), draw.dtype))
    second = metrics = None
    if isinstance(case, OptimizerCase) and case.groups and draw.boolean():
        second = round_numbers(case.groups(draw), draw.dtype)
    if isinstance(case, ScheduleCase) and case.metrics:
        metrics = case.metrics(draw)
    seed = draw.integer(0, 2**16 - 1)
    code = encode(draw.choices)
    example = Example(case, draw.dtype, draw.regime, arguments, inputs, seed, code)
    example.second_group, example.metrics = second, metrics
    example.lay_out()
    return example


def seeded(case: Case, dtype, *seed: int) -> Example:
    """Draw the example of a seed."""
    return draw_example(case, SeededDraw(seed, dtype, case.regimes))


def replay(case: Case, dtype, code: str) -> Example:
    """Make a recorded example again."""
    return draw_example(case, ReplayDraw(code, dtype, case.regimes))


def upstream(example: Example, shape: tuple[int, ...], purpose: int = 0) -> np.ndarray:
    """Return a random gradient to start backward from, never uniform."""
    rng = example.rng(1, purpose)
    if example.regime in ("exact", "plain"):
        values = rng.integers(-8, 9, shape) * 2.0 ** rng.integers(-2, 3)
    else:
        values = rng.standard_normal(shape) * 10.0 ** rng.uniform(-2, 2)
    return np.asarray(values).astype(example.dtype)


def layout(array: np.ndarray, kind: str) -> np.ndarray:
    """Return equal values in another memory layout ("zero" repeats the first row)."""
    if kind == "F":
        return array.copy("F")
    if kind == "negative" and array.ndim:
        return np.ascontiguousarray(array[::-1])[::-1]
    if kind == "strided" and array.ndim:
        wide = np.repeat(array, 2, axis=-1)
        return wide[..., ::2]
    if kind == "zero" and array.ndim and len(array):
        return np.broadcast_to(array[:1], array.shape)
    if kind == "read-only":
        array = array.copy()
        array.flags.writeable = False
        return array
    return array.copy()


def show(value) -> str:
    """Write a value so that it can be read, and pasted if it is small."""
    if isinstance(value, np.ndarray):
        if value.size > 200:
            return f"<{value.dtype} array of shape {value.shape}>"
        with np.printoptions(floatmode="unique", linewidth=88):
            text = np.array2string(value, separator=", ")
        shape = f".reshape({value.shape})" if value.size == 0 else ""
        return f"array({text}, {value.dtype}){shape}"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k!r}: {show(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(show, value)) + "]"
    return repr(value)
