"""Figures, examples, bugs and notebooks, made in processes of their own, two at a time.

An example may change whatever is global in its process.
"""

import json
import time
from pathlib import Path

from compare.reading.pairs import ROOT
from compare.terminal.workers import in_order, workers

TIMES = ROOT / "build" / "seconds.json"  # what each piece took, the last time
USUAL = {"figures": 2.0, "examples": 4.0, "bugs": 1.5, "notebooks": 5.0}


def tasks(kind: str, folder: Path):
    """Return the function that does one piece of work of a kind."""
    if kind == "figures":
        from compare.reading.figures import draw

        return lambda name: draw.write(name, folder)
    if kind == "examples":
        from compare.reading import measure

        return lambda name: measure.cached(name, folder)
    if kind == "bugs":
        from compare.reading import gallery

        return lambda name: gallery.measure(name, folder)
    if kind == "notebooks":
        from compare.reading import notebooks

        return lambda name: notebooks.write(name, folder)
    raise ValueError(f"no kind of work is called {kind!r}")


def known() -> dict[str, float]:
    """Return the seconds that pieces took, by "kind/name"."""
    try:
        return json.loads(TIMES.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


class Plan:
    """All that a build has to make, with an estimate of the time it takes.

    Parameters
    ----------
    pieces : dict of str to list of str
        The names of each kind.
    say : callable
        Takes a line of progress.
    processes : int
    """

    def __init__(self, pieces: dict[str, list[str]], say=print, processes=2):
        self.times, self.say, self.processes = known(), say, processes
        self.left = {
            f"{kind}/{n}": kind for kind, names in pieces.items() for n in names
        }
        self.count, self.done = len(self.left), 0

    def expected(self, key: str) -> float:
        """Return the seconds that a piece should take."""
        return self.times.get(key, USUAL[self.left[key]])

    def seconds(self) -> float:
        """Estimate the time left."""
        return sum(map(self.expected, self.left)) / self.processes

    def order(self) -> list[tuple[str, str]]:
        """Return kind and name of each piece, the longest first."""
        keys = sorted(self.left, key=self.expected, reverse=True)
        return [(self.left[key], key.partition("/")[2]) for key in keys]

    def report(self, kind: str, name: str, seconds: float) -> None:
        """Take a piece that is done off the plan."""
        self.left.pop(f"{kind}/{name}", None)
        self.times[f"{kind}/{name}"] = round(seconds, 2)
        self.done += 1
        left = f"about {self.seconds():.0f} s left" if self.left else "pages come next"
        self.say(f"[{self.done}/{self.count}] {kind[:-1]} {name} · {left}")

    def keep(self) -> None:
        """Keep what each piece took for the next estimate."""
        TIMES.parent.mkdir(parents=True, exist_ok=True)
        TIMES.write_text(json.dumps(self.times, indent=0, sort_keys=True))


def piece(kind: str, name: str, folder: Path) -> float:
    """Do one piece of work; return the seconds it took."""
    started = time.perf_counter()
    try:
        tasks(kind, folder)(name)
    except Exception as error:
        error.add_note(f"in {kind}: {name}")
        raise
    return time.perf_counter() - started


def work(plan: Plan, folders: dict[str, Path]) -> None:
    """Do all pieces of a plan, the longest first, so that no process waits at the end.

    Parameters
    ----------
    plan : Plan
    folders : dict of str to Path
        Where the results of each kind go.
    """
    order = [(kind, name, folders[kind]) for kind, name in plan.order()]
    with workers(plan.processes) as executor:
        for (kind, name, _), seconds in zip(order, in_order(piece, order, executor)):
            plan.report(kind, name, seconds)
