"""Every exercise, complete: `python -m tests.exercises` (some minutes).

The project's own body passes the grade, and each bug of the gallery that lies in a
backward is wrong and named. The tests try a few that differ from day to day.
"""

import sys
import tempfile
from functools import cache
from pathlib import Path

from compare.bugs import collect as gallery
from compare.bugs.bug import match_indent
from compare.teaching.body import source_of
from compare.teaching.catalogue import collect
from compare.teaching.grading import grade
from compare.teaching.sheet import solved

# wrong and found wrong, but no step of torch's backward fits the numbers
UNNAMED = {"derivative-at-output", "epsilon-inside-log", "bn-gamma-sees-input"}
SUBGRADIENTS = {"relu-one-at-zero", "relu-half-at-zero", "l1-slope-at-0"}


@cache
def planted() -> dict[str, tuple]:
    """Return (exercise, its solution with the bug) by the name of the bug."""
    places = {
        (e.module, e.place.partition(":")[2]): e
        for e in collect().values()
        if e.blank == "backward"
    }
    found = {}
    for bug in gallery().values():
        function = bug.operation.function
        one = places.get((function.__module__, function.__name__))
        source = one and source_of(one.place)
        if not one or source.count(bug.right) != 1:
            continue
        wrong = source.replace(bug.right, match_indent(source, bug.right, bug.wrong))
        solution = one.made_from(wrong)
        if same_forward(solution, one.solution) and solution != one.solution:
            found[bug.name] = one, solution
    return found


def same_forward(left: str, right: str) -> bool:
    """Tell whether two functions differ in backward alone."""
    return left.partition("def backward")[0] == right.partition("def backward")[0]


def graded(one, solution=None, **options):
    """Return the grade of a solution written to a file."""
    options = {"seconds": 0, "isolate": False} | options
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{one.name}.py"
        path.write_text(solved(one, solution))
        return grade(one.name, f"{path}:{one.name}", **options)


def check_bug(name: str):
    """Return the grade of a bug; fail unless it is found and named."""
    found = graded(*planted()[name])
    if name in SUBGRADIENTS:
        assert found.state == "convention", found.details
        return found
    assert found.state == "wrong", found.details
    differs = found.hint.startswith("gradient of ")
    assert differs == (name in UNNAMED), found.details
    return found


def check_solution(name: str):
    """Return the grade of the project's own body; fail unless it is right."""
    found = graded(collect()[name])
    assert found.state == "right", found.details
    assert found.points == found.of
    return found


def main() -> int:
    """Check all; print each, and return how many fail."""
    failures = 0
    for check, names in ((check_solution, collect()), (check_bug, planted())):
        for name in names:
            try:
                words = check(name).hint or "right"
            except AssertionError as error:
                failures += 1
                words = f"FAIL\n{error}"
            print(f"{name:34} {words}", flush=True)
    print(f"{failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
