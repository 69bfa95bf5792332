"""Figures, examples, bugs and notebooks, made in processes of their own.

`python -m compare.reading.work KIND FOLDER NAME...` does the work; `work` starts
it, two at a time. An example may change whatever is global in its process.
"""

import json
import subprocess
import sys
import threading
import time
from pathlib import Path

from compare.reading.pairs import ROOT

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

    def seconds(self) -> float:
        """Estimate the time left."""
        each = (self.times.get(key, USUAL[kind]) for key, kind in self.left.items())
        return sum(each) / self.processes

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


def work(kind: str, names, folder: Path, report=lambda *piece: None, processes=2):
    """Do all pieces of work of a kind.

    Parameters
    ----------
    kind : str
        "figures", "examples", "bugs" or "notebooks".
    names : list of str
    folder : Path
        Where the results go.
    report : callable
        Called with kind, name and seconds of each piece that is done.
    processes : int

    Raises
    ------
    RuntimeError
        If a piece fails, with its traceback.
    """
    shares = [share for k in range(processes) if (share := names[k::processes])]
    failures: list[str] = []

    def follow(share):
        command = [sys.executable, "-m", "compare.reading.work", kind, str(folder)]
        pipe = subprocess.PIPE
        process = subprocess.Popen(
            [*command, *share], cwd=ROOT, stdout=pipe, stderr=pipe, text=True
        )
        errors: list[str] = []
        reader = threading.Thread(target=lambda: errors.extend(process.stderr))
        reader.start()
        for line in process.stdout:
            name, _, seconds = line.strip().rpartition(" ")
            report(kind, name, float(seconds))
        reader.join()
        if process.wait():
            failures.append("".join(errors))

    threads = [threading.Thread(target=follow, args=(share,)) for share in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError("\n".join(failures))


def main(kind: str, folder: str, *names: str) -> None:
    """Do the pieces named, printing each name and its seconds when it is done."""
    do = tasks(kind, Path(folder))
    for name in names:
        started = time.perf_counter()
        try:
            do(name)
        except Exception as error:
            error.add_note(f"in {kind}: {name}")
            raise
        print(name, f"{time.perf_counter() - started:.2f}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
