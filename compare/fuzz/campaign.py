"""Many programs in chunks, on several processes; progress kept in a file."""

import gc
import json
import subprocess
import warnings
from concurrent.futures import Executor
from pathlib import Path

import numpy as np
import torch

from ..terminal.files import write
from ..terminal.workers import in_order
from .choices import Choices
from .counts import Counts
from .draw import draw_program
from .verdict import judge

CHUNK = 500
SAVE = 20  # chunks after which the progress is written


class Progress:
    """Which chunks of a run are done, and their figures.

    A chunk that shows a difference is not kept: the next call runs it again. All
    chunks are of one commit.
    """

    def __init__(
        self, programs: int, seed: int, path: Path | None = None, chunk: int = CHUNK
    ):
        self.programs, self.seed, self.path, self.chunk = programs, seed, path, chunk
        self.commit = commit()
        self.done: set[int] = set()
        self.counts, self.alike = Counts(), Counts()
        self.unsaved = 0
        if path is not None and path.exists():
            self.load(json.loads(path.read_text()))

    def load(self, kept: dict) -> None:
        """Go on from what a file holds."""
        if kept.get("seed") != self.seed:
            raise ValueError(f"{self.path} belongs to seed {kept.get('seed')}")
        if kept["commit"] != self.commit:
            raise ValueError(f"{self.path} belongs to commit {kept['commit']}")
        if kept["chunk"] != self.chunk:
            raise ValueError(f"{self.path} counts in chunks of {kept['chunk']}")
        self.done = set(kept["done"])
        self.counts, self.alike = Counts.of(kept["counts"]), Counts.of(kept["counts"])

    def waiting(self) -> list[tuple[int, int]]:
        """Return the chunks to do: number and size."""
        sizes = [
            min(self.chunk, self.programs - start)
            for start in range(0, self.programs, self.chunk)
        ]
        return [(n, size) for n, size in enumerate(sizes) if n not in self.done]

    def take(self, number: int, counts: Counts) -> None:
        """Take in a chunk's figures."""
        self.counts.add(counts)
        if not counts.differing:
            self.alike.add(counts)
            self.done.add(number)
        self.unsaved += 1
        if self.unsaved >= SAVE:
            self.save()

    def save(self) -> None:
        """Write the progress, whole or not at all."""
        if self.path is not None:
            kept = {"seed": self.seed, "chunk": self.chunk, "done": sorted(self.done)}
            kept["commit"] = self.commit
            kept["counts"] = self.alike.row()
            kept["differing"] = self.counts.examples
            write(self.path, json.dumps(kept))
        self.unsaved = 0


def commit() -> str | None:
    """Return the checkout's commit, "-dirty" if files differ; None outside of one."""
    command = ("git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*")
    try:
        found = subprocess.run(
            command, cwd=Path(__file__).parent, capture_output=True, text=True
        )
    except OSError:  # no git
        return None
    return found.stdout.strip() or None


def run_chunk(seed: int, number: int, size: int) -> Counts:
    """Draw programs and judge them."""
    choices, counts = Choices(seed, number), Counts()
    gc.freeze()  # what is there already is not looked through again
    with silent():
        for _ in range(size):
            state = draw_program(choices)
            verdict = judge(state.program, state.machine)
            counts.take(state.program, state.machine, verdict)
            if verdict.differences:
                counts.differ(state.program, verdict.differences[0])
    gc.collect()
    gc.unfreeze()
    return counts


class silent(warnings.catch_warnings):
    """Keep torch's and NumPy's warnings from the terminal, torch to one thread."""

    def __enter__(self):
        super().__enter__()
        warnings.simplefilter("ignore")
        self.settings = np.seterr(all="ignore")
        self.threads = torch.get_num_threads()
        torch.set_num_threads(1)

    def __exit__(self, *raised):
        torch.set_num_threads(self.threads)
        np.seterr(**self.settings)
        super().__exit__(*raised)


def run_all(progress: Progress, executor: Executor, advance=lambda size: None):
    """Do the chunks that wait; yield the number of programs of each.

    `advance` is told of them as they are done, in whatever order.
    """
    waiting = progress.waiting()
    tasks = [(progress.seed, number, size) for number, size in waiting]
    try:
        found = in_order(run_chunk, tasks, executor, lambda task: advance(task[-1]))
        for (number, size), counts in zip(waiting, found):
            progress.take(number, counts)
            yield size
    finally:
        progress.save()
