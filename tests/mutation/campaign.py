"""A file after the other: plant, ask, and count."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from pathlib import Path

from .equivalent import Listed
from .judge import FEW, Judge
from .mutants import ROOT, Mutant, mutants
from .processes import Verdict, judge_all
from .testing import files_of, judge_by_tests

SKIPPED = ("__init__.py", "scratch/examples/")


@dataclass
class Result:
    """What became of the mutants of a file."""

    file: str
    total: int
    verdicts: list[Verdict] = field(default_factory=list)
    seconds: float = 0.0

    def count(self) -> Counter:
        """Return how many had which outcome."""
        return Counter(verdict.outcome for verdict in self.verdicts)

    def figures(self) -> dict:
        """Return the counts and every mutant that was not killed, for JSON."""
        return {
            "file": self.file,
            "mutants": self.total,
            **self.count(),
            "seconds": round(self.seconds, 1),
            "left": [
                {
                    "function": v.mutant.function,
                    "change": v.mutant.key[2],
                    "outcome": v.outcome,
                }
                for v in self.verdicts
                if v.outcome not in ("killed", "equivalent")
            ],
            "by": dict(
                Counter(  # a test with all its parameters is one
                    v.by.partition("[")[0]
                    for v in self.verdicts
                    if v.outcome == "killed"
                )
            ),
        }


def sources(given: tuple[str, ...] = (), root: Path = ROOT) -> list[Path]:
    """Return the files to mutate: those given, in folders all; else all of `scratch`.

    The examples are read as pages and compared by `python -m compare examples`.
    """
    found = []
    for path in [Path(name) for name in given] or [root / "scratch"]:
        path = path if path.exists() else root / path
        if not path.resolve().is_relative_to((root / "scratch").resolve()):
            raise ValueError(f"{path} is not in {root / 'scratch'}")
        files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
        if not files or not files[0].exists():
            raise ValueError(f"there is no file {path}")
        whole = path.is_dir()
        found += [
            file.resolve()
            for file in files
            if not whole or not any(s in file.as_posix() for s in SKIPPED)
        ]
    return found


def attack(
    path: Path,
    judge: Judge,
    listed: Listed,
    jobs: int = 1,
    asking: bool = True,
    until: float = float("inf"),
    advance: Callable[[Verdict, int], None] = lambda verdict, total: None,
) -> Result:
    """Plant every fault in a file; ask cases and tests who finds it.

    Parameters
    ----------
    asking : bool
        Whether to ask the tests: about what a few examples of the cases leave, or at
        once where a test file bears the name of the file. All examples come last.
    until : float
        When to stop, by `time.monotonic`.
    """
    begun = time.monotonic()
    every = mutants(path)
    result = Result(path.relative_to(ROOT).as_posix(), len(every))
    import_module(result.file.removesuffix(".py").replace("/", "."))
    judge.mirrored(result.file)  # before anything is planted
    files = files_of(result.file) if asking else []

    def by_cases(
        asked: list[Mutant], note: Callable[[Verdict], None], examples=judge.examples
    ) -> None:
        chosen = {(m.file, m.function): judge.chosen(m) for m in asked}

        def cases(mutant: Mutant) -> str | None:
            names = chosen[mutant.file, mutant.function]
            some = FEW if mutant.key in listed else examples
            return judge.battery(result.file, names, some)

        limit = healthy(path, chosen, judge, examples)
        for verdict in judge_all(asked, cases, limit, jobs):
            note(verdict)
            if time.monotonic() > until:
                break

    def by_tests(asked: list[Mutant], note: Callable[[Verdict], None]) -> None:
        same = healthy_mutant(path)

        def tell(verdict: Verdict) -> None:
            if verdict.mutant is not same:
                note(verdict)
            elif verdict.outcome != "survived":
                refuse(result.file, verdict)

        for mutant in asked:
            if mutant.key in listed:
                note(Verdict(mutant, "survived", "", 0.0))
        unlisted = [m for m in asked if m.key not in listed]
        if unlisted:
            judge_by_tests([same, *unlisted], files, jobs, tell)

    by_few = partial(by_cases, examples=FEW)
    rounds = [by_few, by_tests, by_cases] if files else [by_cases]
    if f"tests/test_{path.stem}.py" in files:
        rounds = [by_tests, by_cases]  # its own tests are quicker to find a fault
    asked = every
    for ask in rounds:
        left: list[Mutant] = []

        def note(verdict: Verdict, last=ask is rounds[-1], left=left) -> None:
            if verdict.outcome == "survived" and not last:
                left.append(verdict.mutant)
            else:
                settle(result, verdict, listed, advance)

        if asked and time.monotonic() < until:
            ask(asked, note)
        asked = left
    result.seconds = time.monotonic() - begun
    return result


def settle(result, verdict, listed, advance):
    """Note a verdict; a survivor on the list is equivalent."""
    if verdict.outcome == "survived" and verdict.mutant.key in listed:
        verdict.outcome = "equivalent"
    result.verdicts.append(verdict)
    advance(verdict, result.total)


def healthy(path: Path, chosen, judge: Judge, examples: int) -> float:
    """Ask about the file as it is; return the seconds that a mutant may take.

    Raises
    ------
    ValueError
        If something fails without any fault.
    """
    names = list(dict.fromkeys(n for found in chosen.values() for n in found))
    same = healthy_mutant(path)
    heads = list(dict.fromkeys(n for found in chosen.values() for n in found[:FEW]))
    for head in heads if examples > FEW else ():
        verdict = next(
            judge_all([same], lambda _, head=head: judge.failing([head]), 600.0)
        )
        judge.alike.update(verdict.by)
    verdict = next(
        judge_all([same], lambda _: judge.battery(same.file, names, examples), 600.0)
    )
    if verdict.outcome != "survived":
        refuse(same.file, verdict)
    return 20.0 + 5 * verdict.seconds


def healthy_mutant(path: Path) -> Mutant:
    """Return the file without a fault, as a mutant."""
    code = compile(path.read_text(encoding="utf-8"), str(path), "exec")
    return Mutant(path.relative_to(ROOT).as_posix(), "", "none", 0, "", "", "", code)


def refuse(file: str, verdict: Verdict) -> None:
    """Stop: a fault cannot be told from what is wrong already."""
    raise ValueError(f"{file} fails without a mutant: {verdict.outcome}, {verdict.by}")
