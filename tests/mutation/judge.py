"""Who finds a mutant: the battery's cases that run through it, then tests."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from inspect import signature
from pathlib import Path
from types import FunctionType
from zlib import crc32

import scratch
import torch_ref
from compare.battery.equivalence import check_example, refusals
from compare.battery.example import seeded
from compare.battery.record import Record
from compare.cases import collect

from .mutants import ROOT, Mutant
from .spoilt import Spoilt, calls, spoil

FEW = 3  # examples that nearly every mutant fails
CLOSEST = 8  # cases of other names that are asked, those that run the least code first


class Judge:
    """Cases and tests, chosen by the code they run.

    Parameters
    ----------
    examples : int
        Of each case and dtype, for a mutant that survives the first few.
    names : set of str, optional
        The cases to choose from; all without it.
    """

    def __init__(self, examples: int = 60, names: set[str] | None = None):
        self.examples = examples
        self.cases = collect()
        self.names = list(self.cases) if names is None else sorted(names)
        self.runs: dict[str, set[tuple[str, str]]] = {}
        self.alike: dict[Spoilt, bool | None] = {}  # where not True
        self.twins: dict[str, list[tuple[Callable, Callable]]] = {}

    def record(self, advance: Callable[[], None] = lambda: None) -> None:
        """Learn which functions every case runs, from an example of each."""
        for name in self.names:
            self.runs[name] = called(lambda name=name: self.run(name, 0, 2))
            advance()

    def chosen(self, mutant: Mutant) -> list[str]:
        """Return the cases to ask about a mutant, the likeliest first."""
        within = [
            n for n in self.runs if (mutant.file, mutant.function) in self.runs[n]
        ]
        if not within:  # a default, a constant, a class: whoever runs anything there
            within = [
                name
                for name in self.runs
                if any(file == mutant.file for file, _ in self.runs[name])
            ]
        own = own_names(mutant.file)
        bearing = [n for n in self.runs if own.intersection(self.cases[n].names)]
        within = within or bearing  # a class may have no code of its own
        mine = [n for n in within if n in bearing]
        others = sorted(set(within) - set(mine), key=lambda n: len(self.runs[n]))
        return mine + others[:CLOSEST]

    def run(self, name: str, first: int, last: int, records=None) -> None:
        """Put examples of a case through the battery, and first its refusals."""
        case = self.cases[name]
        own = crc32(name.encode())
        if first == 0:
            refusals(case)
        for dtype in case.dtypes:
            record = Record(name, dtype)
            if records is not None:
                record = records.setdefault((name, dtype), record)
            for number in range(first, last):
                check_example(seeded(case, dtype, 0, own, number), record)

    def mirrored(self, file: str) -> list[tuple[Callable, Callable]]:
        """Return what a file defines and its twin, where the defaults are the same."""
        if file not in self.twins:
            self.twins[file] = [
                pair for pair in pairs(file) if defaults(pair[0]) == defaults(pair[1])
            ]
        return self.twins[file]

    def spoilt(self, names: list[str], examples: int) -> Iterator[tuple[Spoilt, bool]]:
        """Give the malformed calls of the closest cases, and how they are judged."""
        for name in names[:FEW] if examples > FEW else ():
            for call in calls(self.cases[name], 2 * examples):
                alike = self.alike.get(call, True)
                if alike is not None:
                    yield call, alike

    def failing(self, names: list[str]) -> dict[Spoilt, bool | None]:
        """Return the calls that both twins do not refuse alike without a mutant.

        With None those that fail even so.
        """
        found: dict[Spoilt, bool | None] = {}
        for call, _ in self.spoilt(names, self.examples):
            for alike in (True, False):
                try:
                    spoil(self.cases[call.name], call, alike)
                    break
                except Exception:
                    found[call] = False if alike else None
        return found

    def battery(self, file: str, names: list[str], examples: int) -> str | None:
        """Return the case that finds the mutant in place, None if none does."""
        if any(defaults(a) != defaults(b) for a, b in self.mirrored(file)):
            return "the twin's defaults"
        records: dict[tuple[str, str], Record] = {}
        for first, last in ((0, FEW), (FEW, examples)):
            for name in names:
                try:
                    upto = max(FEW, round(last * self.cases[name].weight))
                    self.run(name, first, upto, records)
                except BaseException:
                    return f"case {name}"
        for call, alike in self.spoilt(names, examples):
            try:
                spoil(self.cases[call.name], call, alike)
            except BaseException:
                return str(call)
        for (name, dtype), record in records.items():
            floor = self.cases[name].floor[dtype] / 2  # the examples are few
            if record.planted >= 20 and record.caught < floor * record.planted:
                return f"case {name} (resolving power)"
        return None


def own_names(file: str) -> set[str]:
    """Return the public names that a file defines."""
    module = file.removesuffix(".py").replace("/", ".")
    return {
        name
        for name in scratch.__all__
        if getattr(getattr(scratch, name), "__module__", None) == module
    }


def pairs(file: str) -> Iterator[tuple[Callable, Callable]]:
    """Give the public functions and methods of a file with their twins."""
    for name in own_names(file):
        ours, twin = getattr(scratch, name), getattr(torch_ref, name, None)
        if not getattr(twin, "__module__", "").startswith("torch_ref."):
            continue
        if not isinstance(ours, type):
            yield ours, twin
            continue
        for method, function in vars(ours).items():
            if isinstance(function, FunctionType) and method in vars(twin):
                yield function, vars(twin)[method]


def defaults(function: Callable) -> list[str]:
    """Return the default arguments, as they are written."""
    return [repr(p.default) for p in signature(function).parameters.values()]


def called(function: Callable[[], None]) -> set[tuple[str, str]]:
    """Return (file, function) of everything in `scratch` that a call runs."""
    inside = str(ROOT / "scratch") + os.sep
    codes = set()

    def watch(frame, event, argument):
        if event == "call" and frame.f_code.co_filename.startswith(inside):
            codes.add(frame.f_code)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        with suppress(Exception):  # a case that fails shows itself before any mutant
            function()
    finally:
        sys.setprofile(before)
    return {
        (Path(code.co_filename).relative_to(ROOT).as_posix(), plain_name(code))
        for code in codes
    }


def plain_name(code) -> str:
    """Return a code's qualified name as the syntax tree has it."""
    name = code.co_qualname.replace(".<locals>", "")
    return name.partition(".<")[0]
