"""What Ctrl-C does: end cleanly at work, and at once while loading."""

import multiprocessing
import os
import signal
from contextlib import contextmanager
from threading import Event

pressed = Event()  # whether Ctrl-C was, for what swallows the exception


@contextmanager
def loading():
    """End at once on Ctrl-C: an import may swallow it, and nothing is to be tidied."""
    before = signal.signal(signal.SIGINT, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def leave(*arguments):
    """Say so and end, workers first, with the status of an interrupted process."""
    for worker in multiprocessing.active_children():
        worker.kill()
    os.write(2, b"interrupted\n")
    os._exit(130)


def interrupt(*arguments):
    """Raise KeyboardInterrupt; should something swallow it, end ten seconds later."""
    pressed.set()
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, leave)
        signal.setitimer(signal.ITIMER_REAL, 10)
    raise KeyboardInterrupt
