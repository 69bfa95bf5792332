"""One trial of a bug: draw, run, compare with torch, diagnose."""

from dataclasses import dataclass

import numpy as np

from ..diagnosis import Diagnosis, diagnose
from ..diagnosis.context import Quantities
from ..diagnosis.diagnose import differ
from ..diagnosis.knowledge import context_of
from .bug import Bug
from .operation import Operation, cast


@dataclass
class Outcome:
    """Arguments, what a function made of them, and what torch did.

    Attributes
    ----------
    arguments : dict
    doutput : array or None
    expected, actual : dict of arrays
    """

    operation: Operation
    arguments: dict
    doutput: np.ndarray | None
    expected: Quantities
    actual: Quantities

    @property
    def visible(self) -> bool:
        """Whether the two sides differ at all."""
        return any(
            name not in self.actual or differ(self.actual[name], value)
            for name, value in self.expected.items()
        )

    def diagnose(self) -> Diagnosis:
        """Name what is wrong."""
        context = context_of(
            self.operation.name,
            self.arguments,
            self.doutput,
            self.expected,
            self.operation.evaluate,
        )
        return diagnose(self.actual, self.expected, context)


def try_out(operation, function, *seed, dtype="float64", fixed=None) -> Outcome:
    """Draw arguments of an operation, run `function` on them and torch beside it."""
    rng = np.random.default_rng(seed)
    arguments = operation.draw(rng, **(fixed or {}))
    doutput = operation.upstream(rng, arguments)
    arguments, doutput = cast(arguments, dtype), cast(doutput, dtype)
    expected = operation.evaluate(arguments, doutput)
    given = arguments.values()
    if any(isinstance(v, np.ndarray) and v.dtype.kind == "f" for v in given):
        expected = {n: np.asarray(v).astype(dtype) for n, v in expected.items()}
    actual = operation.run(function, arguments, doutput)
    return Outcome(operation, arguments, doutput, expected, actual)


def try_bug(bug: Bug, *seed, dtype=None) -> Outcome:
    """Try a bug on arguments that show it."""
    dtype = dtype or bug.dtype
    fixed = bug.drawn_with
    return try_out(bug.operation, bug.function, *seed, dtype=dtype, fixed=fixed)


def try_healthy(operation, *seed, dtype="float64", fixed=None) -> Outcome:
    """Try the operation without a bug."""
    function = operation.function
    return try_out(operation, function, *seed, dtype=dtype, fixed=fixed)
