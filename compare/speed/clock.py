"""Timing statements against each other, in turns, on the same threads."""

from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter, process_time

import numpy as np
import torch
from threadpoolctl import threadpool_limits
from torch.utils.benchmark import Timer

CLOCKS = {"wall": perf_counter, "cpu": process_time}
TURN = 0.004  # seconds; what one turn lasts at least, far above a clock's resolution


@dataclass
class Race:
    """What each statement took in every turn."""

    seconds: dict[str, list[float]]  # for one run of the statement

    def median(self, name):
        """Return the middle turn of a statement, in seconds."""
        return float(np.median(self.seconds[name]))

    def spread(self, name):
        """Return the interquartile range of a statement over its median."""
        low, high = np.quantile(self.seconds[name], (0.25, 0.75))
        return float((high - low) / self.median(name))

    def ratio(self, name, other):
        """Return the middle of the ratios of turns that followed each other."""
        quotients = np.divide(self.seconds[name], self.seconds[other])
        return float(np.median(quotients))


def race(statements, seconds=0.5, clock="wall", least=7):
    """Run the statements in turns, for so many seconds and at least so many turns.

    Parameters
    ----------
    statements : dict of name to callable without arguments
    seconds : float
        For all of them together.
    clock : {"wall", "cpu"}
        cpu counts the time of all threads of this process and no other process's.
    least : int
        Turns of each statement, whatever they take.
    """
    timers = {
        name: Timer(
            "run()",
            globals={"run": run},
            timer=CLOCKS[clock],
            num_threads=torch.get_num_threads(),
        )
        for name, run in statements.items()
    }
    numbers = {name: runs(timer) for name, timer in timers.items()}
    took = {name: [] for name in timers}
    start = perf_counter()
    while min(map(len, took.values())) < least or perf_counter() - start < seconds:
        for name, timer in timers.items():
            took[name].append(timer.timeit(numbers[name]).median)
    return Race(took)


def runs(timer):
    """Return how often a statement must run to fill a turn; warms it up."""
    number, passed = 1, 0.0
    while True:
        start = perf_counter()
        timer.timeit(number)
        passed = perf_counter() - start
        if passed >= TURN:
            return number
        number = max(number + 1, int(number * min(10, TURN / max(passed, 1e-7))))


@contextmanager
def same_threads(number):
    """Give torch and NumPy's matrix products so many threads each."""
    before = torch.get_num_threads()
    torch.set_num_threads(number)
    try:
        with threadpool_limits(number, user_api="blas"):
            yield
    finally:
        torch.set_num_threads(before)
