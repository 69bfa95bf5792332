"""What Ctrl-C does: end cleanly at work, and at once while loading."""

import multiprocessing
import os
import signal
import sys
from contextlib import contextmanager, suppress
from threading import Event

pressed = Event()  # whether Ctrl-C was, for what swallows the exception


def listen():
    """Let Ctrl-C raise KeyboardInterrupt, wherever the program is just then."""
    signal.signal(signal.SIGINT, interrupt)
    sys.unraisablehook = swallowed


@contextmanager
def loading():
    """End at once on Ctrl-C: an import may swallow it, and nothing is to be tidied."""
    before = signal.signal(signal.SIGINT, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def ctrl_c_ignored():
    """Start processes inside that never hear Ctrl-C, not even while they begin.

    They inherit that it is blocked; here it is only put off to the end of the block.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end_with_parent():
    """Let the system kill this process when its parent ends (on Linux)."""
    with suppress(Exception):
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def end(status: int):
    """End at once, workers first: they would wait for their parent for ever."""
    for worker in multiprocessing.active_children():
        worker.kill()
    os._exit(status)


def leave(*arguments):
    """Say so and end with the status of an interrupted process."""
    os.write(2, b"interrupted\n")
    end(130)


def interrupt(*arguments):
    """Raise KeyboardInterrupt; should something swallow it, end ten seconds later."""
    pressed.set()
    alarm(10, leave)
    raise KeyboardInterrupt


def swallowed(unraisable):
    """Raise KeyboardInterrupt again a little later where it could not be raised.

    It may have come within a destructor or a weak reference's callback: Python
    prints the exceptions of those, and goes on.
    """
    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        alarm(0.01, interrupt)
    else:
        sys.__unraisablehook__(unraisable)


def alarm(seconds, action):
    """Call a signal handler some time from now, where there are timers."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, action)
        signal.setitimer(signal.ITIMER_REAL, seconds)
