"""Run linked tests under their faults, each in a process forked for it."""

import contextlib
import io
import json
import os
import signal
import sys
import time
from dataclasses import dataclass

import pytest
import torch
from hypothesis import HealthCheck, Phase, settings

from compare.battery.mismatch import Mismatch

SECONDS = 90  # a fault that hangs its test has not made it fail
OPTIONS = ["-q", "-n0", "-x", "-p", "no:cacheprovider", "--no-header"]
OPTIONS += ["--hypothesis-profile=links"]
OPTIONS += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # hypothesis is there
FAILED = AssertionError, pytest.fail.Exception, Mismatch


@dataclass(frozen=True)
class Outcome:
    """What became of a test under its fault."""

    verdict: str  # "failed", as it should; "passed"; or what went wrong
    detail: str
    seconds: float


class Watch:
    """Keep the errors of a test, how many tests there were, and why one was skipped."""

    def __init__(self):
        self.errors, self.tests, self.skipped = [], 0, []

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item, call):
        """Look at what a test raised, with its setting up."""
        yield
        self.tests += call.when == "call"
        raised = call.excinfo
        if raised is not None:
            skipped = raised.errisinstance(pytest.skip.Exception)
            (self.skipped if skipped else self.errors).append(raised.value)


def prepare(files):
    """Import torch, both packages and the test files, before any fork."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    settings.register_profile(
        "links",
        max_examples=30,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],  # a failure is enough
        suppress_health_check=slow,
    )
    with contextlib.redirect_stdout(io.StringIO()) as said:
        code = pytest.main([*OPTIONS, "--collect-only", *sorted(files)])
    if code != 0:
        raise RuntimeError(said.getvalue())
    torch.optim.SGD([torch.zeros(1, requires_grad=True)]).step()  # imports a lot, once


def alike(error) -> bool:
    """Tell a failed assertion, or a group of them, from an error."""
    if isinstance(error, BaseExceptionGroup):
        return all(map(alike, error.exceptions))
    return isinstance(error, FAILED)


def judge(test, plant) -> tuple[str, str]:
    """Plant a fault in this process, run its test and say what came of it."""
    plant()
    watch = Watch()
    pytest.main([*OPTIONS, test], plugins=[watch])
    if watch.skipped:
        return "skipped", str(watch.skipped[0])
    if not watch.errors:
        return ("passed" if watch.tests else "no test ran"), ""
    error = watch.errors[0]
    lines = str(error).strip().splitlines() or [""]
    detail = f"{type(error).__name__}: {lines[0][:160]}"
    return ("failed" if alike(error) else "an error"), detail


def trial(test, plant) -> Outcome:
    """Judge a fault in a child."""
    started, (read, write) = time.perf_counter(), os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        os.close(read)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        signal.alarm(SECONDS)
        try:
            said = judge(test, plant)
        except BaseException as error:
            said = "cannot be planted", f"{type(error).__name__}: {error}"
        os.write(write, json.dumps(said).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    said = json.loads(told) if told else ("no answer", f"after {SECONDS} s or a crash")
    return Outcome(*said, time.perf_counter() - started)
