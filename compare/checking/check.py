"""`check` and `assert_matches`: the battery on somebody's own code."""

import multiprocessing
import pickle
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection

from ..example import show
from ..interrupt import deaf
from .candidate import Unclear
from .judge import Judge
from .loading import load
from .reference import find
from .styles import understand
from .verdict import Verdict


def check(
    candidate,
    against,
    *,
    arguments=None,
    gradients=("input",),
    options=None,
    map=None,
    columns=None,
    examples=60,
    seed=0,
    timeout=20.0,
    isolate=True,
) -> Verdict:
    """Compare an implementation with torch's and name what is wrong with it.

    The code is imported and run, in a child process where it can be sent to one, so
    that code that hangs or crashes is reported.

    Parameters
    ----------
    candidate : str, (forward, backward), function or class
        Two functions, a function that returns (output, backward) or (loss, gradient),
        or a class with forward and backward; NumPy arrays in and out. A string names
        it: "module:forward,backward" or "file.py:name".
    against : str or callable
        "torch.nn.functional.layer_norm", "layer_norm", the function or the module.
    arguments : callable, optional
        How to draw the reference's keyword arguments: `arguments(draw)` returns them,
        `draw` being a `compare.strategies.Draw`. By default, as our own tests do.
    gradients : tuple of str
        With `arguments`: those to differentiate.
    options : dict, optional
        Arguments of the reference to fix, e.g. {"reduction": "sum"}.
    map : dict, optional
        What parameters mean whose names say nothing: {"foo": "input"}.
    columns : bool, optional
        Whether the candidate's examples are columns; by default only if rows fail.
    examples : int
        Of each kind of input.
    timeout : float
        Seconds that one call may take.
    isolate : bool
        Whether to run in a child process.

    Raises
    ------
    Unclear
        If it cannot be told how to call the candidate.
    """
    work = Work(
        candidate, against, arguments, gradients, options, map, examples, seed, columns
    )
    method = start_method(work) if isolate else None
    if method is None:
        return work(lambda trial: None)
    return in_child(work, method, timeout, str(candidate), str(against))


STARTING = 30.0  # seconds more until the first call: torch may have to be imported


@dataclass
class Work:
    """What the child does; made of plain values where it is to be sent there."""

    candidate: object
    against: object
    arguments: Callable | None
    gradients: tuple[str, ...]
    options: dict | None
    map: dict | None
    examples: int
    seed: int
    columns: bool | None

    def __call__(self, report) -> Verdict:
        """Import the candidate, understand it and judge it."""
        candidate = self.candidate
        if isinstance(candidate, str):
            candidate = load(candidate)
        reference = find(self.against, self.arguments, self.gradients, self.options)
        understood = understand(candidate, reference.known, self.map)
        understood.wanted = reference.gradients
        options = (self.examples, self.seed, report, self.columns)
        return Judge(understood, reference, *options).judge()


def start_method(work: Work) -> str | None:
    """Choose how to start a child: forked where that is safe, else sent what to do.

    Functions of a notebook cannot be sent; where they cannot be forked either, None.
    """
    if sys.platform.startswith("linux"):
        return "fork"
    try:
        pickle.dumps(work)
    except Exception:
        return None
    return "spawn"


def assert_matches(candidate, against, **options) -> None:
    """Fail a test with the full verdict unless `check` finds nothing wrong.

    Raises
    ------
    AssertionError
    """
    verdict = check(candidate, against, **options)
    if not verdict:
        raise AssertionError(f"\n{verdict}")


def in_child(work, method, timeout, candidate, against) -> Verdict:
    """Run `work` in another process that has `timeout` seconds for every call."""
    context = multiprocessing.get_context(method)
    ours, theirs = context.Pipe(duplex=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about forking while torch has threads
        child = context.Process(target=serve, args=(theirs, work), daemon=True)
        with deaf():
            child.start()
    theirs.close()
    last = None
    try:
        while ours.poll(timeout if last else timeout + STARTING):
            kind, value = ours.recv()
            if kind == "call":
                last = value
            elif kind == "error":
                raise value
            else:
                return value
        reason = f"it did not return within {timeout:g} s"
        if last is None:
            reason = "importing it does not end"
    except EOFError:
        child.join(1)
        reason = f"it ended the process (exit code {child.exitcode})"
    finally:
        if child.is_alive():
            child.kill()
        child.join()
        ours.close()
    verdict = Verdict(candidate, against, broken=reason)
    if last:
        verdict.broken += ", when called with\n    " + "\n    ".join(last)
    return verdict


def serve(connection: Connection, work) -> None:
    """Work and send what comes of it; before each call, send its arguments."""

    def report(trial):
        lines = [f"{n} = {show(v)}" for n, v in trial.arguments.items()]
        connection.send(("call", lines))

    try:
        connection.send(("done", work(report)))
    except Unclear as error:
        connection.send(("error", error))
    except Exception as error:
        connection.send(("error", Unclear(f"{type(error).__name__}: {error}")))
    finally:
        sys.stdout.flush()
        connection.close()
