"""Every mutant in a process of its own: it may hang, crash or fill the memory."""

import multiprocessing
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import wait

import torch

from compare.terminal.interrupt import ctrl_c_ignored

from .graft import graft
from .mutants import Mutant

MEMORY = 2**30  # bytes beyond what the process has when the mutant is put in place


@dataclass
class Verdict:
    """What became of a mutant.

    Attributes
    ----------
    outcome : {"killed", "timed out", "survived"}
    by : str
        The case or the test that found it.
    """

    mutant: Mutant
    outcome: str
    by: str
    seconds: float


def available() -> bool:
    """Whether this system can copy a running process."""
    return "fork" in multiprocessing.get_all_start_methods()


def judge_all(
    mutants: Iterable[Mutant],
    ask: Callable[[Mutant], str | None],
    limit: float,
    jobs: int = 1,
) -> Iterator[Verdict]:
    """Put each mutant in place, ask who finds it, and give the verdicts as they come.

    Parameters
    ----------
    ask : function
        Called in the mutant's process; names the finder, or returns None.
    limit : float
        Seconds after which a mutant is stopped; it counts as found.
    jobs : int
        How many processes at once.
    """
    context = multiprocessing.get_context("fork")
    waiting, running = deque(mutants), {}
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                mutant = waiting.popleft()
                receive, send = context.Pipe(duplex=False)
                given = mutant, ask, send, limit
                process = context.Process(target=answer, args=given)
                with ctrl_c_ignored():
                    process.start()
                send.close()
                running[receive] = process, mutant, time.monotonic()
            first = min(begun for _, _, begun in running.values())
            ready = wait(list(running), max(0.0, first + limit - time.monotonic()))
            for receive in list(running):
                process, mutant, begun = running[receive]
                seconds = time.monotonic() - begun
                if receive in ready:
                    outcome, by = read(receive)
                elif seconds >= limit:
                    outcome, by = "timed out", f"stopped after {limit:.0f} s"
                else:
                    continue
                del running[receive]
                stop(process, receive)
                yield Verdict(mutant, outcome, by, seconds)
    finally:
        for receive, (process, *_) in running.items():
            stop(process, receive)


def read(receive) -> tuple[str, str]:
    """Return what a process has found out; one that died has found the mutant."""
    try:
        by = receive.recv()
    except (EOFError, OSError):
        return "killed", "a crash"
    if isinstance(by, Exception):
        raise by
    return ("survived", "") if by is None else ("killed", by)


def stop(process, receive) -> None:
    """End a process, whether it has finished or hangs."""
    receive.close()
    process.kill()
    process.join()


def answer(mutant: Mutant, ask, send, limit: float) -> None:
    """Put the mutant in place and send who finds it (in its own process)."""
    silence()
    limit_resources(limit)
    torch.set_num_threads(1)  # the parent's are not here: torch would wait for them
    module = sys.modules[mutant.file.removesuffix(".py").replace("/", ".")]
    try:
        graft(mutant.code, module, everything=not mutant.function)
    except BaseException as error:
        send.send(f"import: {type(error).__name__}")
        return
    try:
        send.send(ask(mutant))
    except BaseException as error:  # the asking itself failed: no verdict
        send.send(RuntimeError(f"{type(error).__name__}: {error}"))


def silence() -> None:
    """Send everything that a mutant prints nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)


def limit_resources(seconds: float) -> None:
    """Let a mutant that asks for too much memory fail, and none outlive its parent."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        worked = int(seconds) + 5
        resource.setrlimit(resource.RLIMIT_CPU, (worked, worked))
        with open("/proc/self/statm") as file:
            now = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY, now + MEMORY))
