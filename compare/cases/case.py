"""What a case says about a public name, and how to write one.

Every name that `scratch` exports is covered by a case; `compare.battery.equivalence`
runs the battery on it in scratch, in torch_ref and in torch. To add one, write a module
in `compare/cases/` with a list `CASES`; see `linear.py` and `relu.py` for worked ones.

1. A case is a description, not a test: which arguments to draw, what is
   differentiated, what torch calls it. The battery does the rest (VERIFY, section 5).
2. `arguments(draw)` returns the keyword arguments. `draw` is a
   `compare.cases.strategies.Draw`: `draw.size()`, `draw.array(n, d)`,
   `draw.between(...)`, `draw.labels(n, classes=k)`,
   `draw.choice(("mean", "sum", "none"))`. Arrays come in the dtype under test (labels
   int64, masks bool) and reach the three libraries as tensors; everything else is
   passed as it is. Draw each dimension on its own.
3. `gradients` names the arguments to differentiate; one absent or None is left out.
   `buffers` names those that the call updates in place (`running_mean`).
4. `reference` is torch's own function, called with the same keywords. If its spelling
   differs, give a lambda. For methods and operators give `call(dl, **arguments)`,
   with `dl` one of scratch, torch_ref, torch: `lambda dl, input: input.sum(0)`.
5. `exact(arguments)` says when dyadic numbers (regime "exact") must agree bit for bit:
   only sums, products, comparisons and divisions by powers of two. True for always.
6. `analytic(arguments)` says when the forward has complex derivatives, so that the
   complex step can judge the gradient without autograd (exp, tanh, matmul; not abs);
   `sloped(arguments)` when the gradient is meant to be the forward's slope at all.
7. `seeded=True` if the call draws random numbers: each side gets the same seed.
8. Infinities, NaN, ... are poked into arrays in the regime "special"; narrow them with
   `draw.array(n, specials=(0.0, 1e4))`, or keep them out with `specials=()`.
9. `refused` maps a description to a function returning arguments that scratch and
   torch_ref refuse with the same class and text, and that torch refuses too;
   `stricter` is for those that torch lets through.
10. `bounded` is None where running error analysis applies (the default), else the
   reason why it cannot, and the comparison falls back to a norm-wise bound.
11. Containers, streams, data loaders and chapters are programs: `ProgramCase` runs
   `program(dl, **arguments)` everywhere and compares the dictionaries it returns.
   `covers` lists the names it accounts for, if not only its own.
Try it: `python -m compare --only NAME --examples 200`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from .strategies import REGIMES, Draw

FLOOR = {"float32": 0.2, "float64": 0.8}
Arguments = dict[str, object]
Refused = Mapping[str, Callable[[], Arguments]]


def always(arguments: Arguments) -> bool:
    """Apply to all arguments."""
    return True


def never(arguments: Arguments) -> bool:
    """Apply to no arguments."""
    return False


@dataclass(frozen=True, kw_only=True)
class Case:
    """What all kinds share."""

    name: str
    arguments: Callable[[Draw], Arguments]
    covers: tuple[str, ...] = ()
    regimes: Sequence[str] = REGIMES
    dtypes: Sequence[str] = ("float32", "float64")
    refused: Refused = field(default_factory=dict)
    stricter: Refused = field(default_factory=dict)
    weight: float = 1.0  # share of the examples asked for; below 1 for slow cases
    # share of gradients with one element wrong by 1e-4 that must be caught
    floor: Mapping[str, float] = field(default_factory=lambda: dict(FLOOR))

    @property
    def names(self) -> tuple[str, ...]:
        """The public names this case accounts for."""
        return self.covers or (self.name,)


@dataclass(frozen=True, kw_only=True)
class FunctionCase(Case):
    """A function, method or operator: arrays in, one array out."""

    reference: Callable | None = None  # torch's function; None: `call` serves torch too
    call: Callable | None = None  # call(dl, **arguments); None: dl.<name>(**arguments)
    gradients: tuple[str, ...] = ("input",)
    buffers: tuple[str, ...] = ()
    exact: Callable[[Arguments], bool] = never
    analytic: Callable[[Arguments], bool] = never
    sloped: Callable[[Arguments], bool] = always
    bounded: str | None = None
    seeded: bool = False
    signed: bool = False  # zeros have the sign that torch gives them
    whole_numbers: bool = True  # tried with bools and integers, too
    views: bool = False  # the output may share memory with an input (reshape, T)


@dataclass(frozen=True, kw_only=True)
class ModuleCase(Case):
    """A module: `arguments` builds it, `inputs(draw, arguments)` calls it.

    `functional(module, *inputs)` returns (name, keywords) of the function that the
    module must equal, with the module's own parameters and buffers in it.
    """

    inputs: Callable[[Draw, Arguments], tuple]
    weight: float = 0.4  # one example is four calls in three libraries
    reference: Callable | None = None  # torch.nn.X; None: no third column
    functional: Callable | None = None
    gradients: tuple[int, ...] = (0,)  # positions of the inputs to differentiate
    exact: Callable[[Arguments], bool] = never
    bounded: str | None = None
    seeded: bool = False


@dataclass(frozen=True, kw_only=True)
class OptimizerCase(Case):
    """An optimiser: `arguments` are its keywords without the parameters."""

    reference: Callable
    weight: float = 0.3
    exact: Callable[[Arguments], bool] = never
    steps: int = 4
    groups: Callable[[Draw], Arguments] | None = None  # keywords of a second group
    bounded: str | None = None


@dataclass(frozen=True, kw_only=True)
class ScheduleCase(Case):
    """A learning-rate schedule: the same lr after every step; state to torch."""

    reference: Callable
    steps: int = 12
    metrics: Callable[[Draw], list[float]] | None = None  # for step(metric)


@dataclass(frozen=True, kw_only=True)
class ProgramCase(Case):
    """A program that runs with either package and returns what it saw, by name.

    Values may be tensors, arrays, numbers, strings, or lists, tuples and dictionaries
    of them. `third` is True where the same lines run with torch itself as `dl`
    or a function for torch; False where torch has nothing of the kind.
    """

    program: Callable
    third: bool | Callable = False
    exact: Callable[[Arguments], bool] = always
    tolerance: float = 1e3  # in units of eps times the largest element, where not exact
    moved: int = 0  # runs of torch from arguments one rounding away, to allow as much
