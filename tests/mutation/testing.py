"""Tests as finders of mutants: collected once, run for each of them."""

import os
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from fnmatch import fnmatch

from .mutants import ROOT, Mutant
from .processes import Verdict, judge_all
from .tests_of import TESTS

LIMIT = 600.0  # seconds for the tests of a file as it is


def files_of(file: str) -> list[str]:
    """Return the test files that belong to a source file, its very own ones first."""
    found = []
    for pattern, names in reversed(TESTS.items()):
        if fnmatch(file, pattern):
            found += [f"tests/test_{name}.py" for name in names.split()]
    return list(dict.fromkeys(found))


class Planting:
    """A plug-in of pytest: in place of running the tests, it runs them per mutant."""

    def __init__(self, mutants, jobs, settle):
        self.mutants, self.jobs, self.settle = mutants, jobs, settle
        self.failed: str | None = None
        self.problem: Exception | None = None

    def pytest_runtest_logreport(self, report):
        """Remember the first test that fails."""
        if report.failed:
            self.failed = self.failed or report.nodeid

    def pytest_collectreport(self, report):
        """Remember a file that cannot be read."""
        self.pytest_runtest_logreport(report)

    def pytest_runtestloop(self, session):
        """Judge every mutant in a process that has collected all tests."""
        if self.failed:
            self.problem = ValueError(f"{self.failed} cannot be collected")
            return True

        found: Counter[str] = Counter()

        def ask(mutant: Mutant) -> str | None:
            # what has found others is asked first
            items = sorted(session.items, key=lambda item: -found[item.nodeid])
            for item, following in zip(items, [*items[1:], None]):
                hook = item.config.hook
                hook.pytest_runtest_protocol(item=item, nextitem=following)
                if self.failed:
                    return self.failed
            return None

        try:
            first, *others = self.mutants
            (verdict,) = judge_all([first], ask, LIMIT)
            self.settle(verdict)
            limit = 20.0 + 5 * verdict.seconds
            for verdict in judge_all(others, ask, limit, self.jobs):
                found[verdict.by] += 1
                self.settle(verdict)
        except (ValueError, RuntimeError) as problem:
            self.problem = problem  # pytest would swallow it
        return True


def judge_by_tests(
    mutants: list[Mutant],
    files: list[str],
    jobs: int,
    settle: Callable[[Verdict], None],
) -> None:
    """Run the tests of `files` on every mutant; give each verdict to `settle`.

    The first, best the file as it is, shows how long the others may take.
    """
    import pytest

    quiet_profile()
    before = os.getcwd()
    os.chdir(ROOT)
    options = ["-s", "-q", *(f"-pno:{name}" for name in ("cacheprovider", "xdist"))]
    options.append("-oaddopts=")  # not those of a run in parallel
    options.append("-omarkers=xdist_group")  # which xdist would make known
    options.append("--assert=plain")  # whether it fails, not what differs
    try:
        with (
            open(os.devnull, "w") as nowhere,
            redirect_stdout(nowhere),
            redirect_stderr(nowhere),
        ):
            planting = Planting(mutants, jobs, settle)
            status = pytest.main([*options, *files], plugins=[planting])
    finally:
        os.chdir(before)
    if planting.problem:
        raise planting.problem
    if status == pytest.ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise ValueError(f"pytest ended with {status!r} on {' '.join(files)}")


def quiet_profile() -> None:
    """Let hypothesis look for failures only: no shrinking, no memory."""
    from hypothesis import HealthCheck, Phase, settings

    settings.register_profile(
        "mutation",
        max_examples=25,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    os.environ["HYPOTHESIS_PROFILE"] = "mutation"
