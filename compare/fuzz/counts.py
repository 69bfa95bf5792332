"""What programs were made of and what came of them, counted."""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import torch

from .judge import Difference
from .machine import Machine
from .operations import OPERATIONS
from .program import Leaf, Program, encode
from .tensors import SPELLED
from .verdict import Verdict

KEPT = 3  # programs of a family


@dataclass
class Counts:
    """The figures of a run.

    Attributes
    ----------
    operations, dtypes, kinds : Counter
        Programs that hold each of them.
    refusals : Counter
        Statements that both libraries refused, by operation.
    listed : Counter
        Refusals that differ on purpose, by reason.
    families : Counter
        Programs in which the libraries disagree, by what differs first and where.
    examples : dict
        Codes of some programs of each family, the shortest first.
    """

    programs: int = 0
    statements: int = 0
    values: int = 0
    unresolved: int = 0
    followed: int = 0
    backwards: int = 0
    operations: Counter = field(default_factory=Counter)
    dtypes: Counter = field(default_factory=Counter)
    kinds: Counter = field(default_factory=Counter)
    refusals: Counter = field(default_factory=Counter)
    listed: Counter = field(default_factory=Counter)
    unknown: Counter = field(default_factory=Counter)
    families: Counter = field(default_factory=Counter)
    examples: dict = field(default_factory=dict)

    def take(self, program: Program, machine: Machine, verdict: Verdict) -> None:
        """Count one program."""
        self.programs += 1
        self.statements += len(program)
        self.values += verdict.values
        self.unresolved += verdict.unresolved
        self.followed += verdict.followed
        self.listed.update(verdict.listed)
        self.unknown.update(verdict.unknown)
        operations = {statement.operation for statement in program}
        self.operations.update(operations)
        self.kinds.update(kinds(program, machine, operations))
        tensors = [v for v in machine.values if isinstance(v, torch.Tensor)]
        self.dtypes.update({SPELLED.get(t.dtype, str(t.dtype)) for t in tensors})
        for statement, error in zip(program, machine.errors):
            if error is not None:
                self.refusals[statement.operation] += 1
            self.backwards += statement.operation.startswith("backward")

    def add(self, other: "Counts") -> None:
        """Take in another run's figures."""
        for name, value in vars(other).items():
            own = getattr(self, name)
            if isinstance(own, Counter):
                own.update(value)
            elif isinstance(own, dict):
                for family, codes in value.items():
                    self.keep(family, codes)
            else:
                setattr(self, name, own + value)

    @property
    def differing(self) -> int:
        """How many programs differ."""
        return self.families.total()

    def differ(self, program: Program, difference: Difference) -> None:
        """Count a program that shows a difference."""
        operation = program[difference.number].operation
        family = f"{difference.kind} at {operation}"
        self.families[family] += 1
        self.keep(family, [encode(program)])

    def keep(self, family: str, codes: list[str]) -> None:
        """Keep a few short programs of a family."""
        known = {*self.examples.get(family, ()), *codes}
        self.examples[family] = sorted(known, key=lambda code: (len(code), code))[:KEPT]

    def row(self) -> dict:
        """Return the figures for JSON, counters in order."""
        figures = vars(self)
        return {
            name: dict(sorted(value.items())) if isinstance(value, Counter) else value
            for name, value in figures.items()
        }

    @classmethod
    def of(cls, row: dict) -> "Counts":
        """Return the counts of a row."""
        counts = cls()
        for name, value in row.items():
            own = getattr(counts, name)
            setattr(counts, name, type(own)(value))
        return counts


def kinds(program: Program, machine: Machine, operations: set[str]) -> set[str]:
    """Return what a program exercises."""
    found = set()
    for name in operations:
        found.update(OPERATIONS[name].kinds)
    if any(statement.mode for statement in program):
        found.add("no_grad")
    backwards = [s for s in program if s.operation.startswith("backward")]
    if len(backwards) > 1:
        found.add("repeated backward")
    if any(s.args[-1] is True for s in backwards):
        found.add("retain_graph")
    for value in machine.values:
        if isinstance(value, torch.Tensor):
            found.add(f"rank {value.dim()}")
            if value.numel() == 0:
                found.add("empty")
    for statement in program:
        for arg in statement.args:
            if type(arg) is Leaf and arg.dtype[0] == "f":
                found.update(specials(arg.array))
    return found


def specials(array) -> set[str]:
    """Return which special values an array of real numbers holds."""
    found, size = set(), np.abs(array)
    if not (size < np.inf).all():
        found.update(["NaN"] if (array != array).any() else [])
        found.update(["infinity"] if (size == np.inf).any() else [])
    if (zero := array == 0).any() and np.signbit(array[zero]).any():
        found.add("-0")
    if ((size > 0) & (size < np.finfo(array.dtype).tiny)).any():
        found.add("subnormal")
    return found
