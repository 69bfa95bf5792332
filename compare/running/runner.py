"""A process that runs a script with one library, and waits after every step."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass

from ..checking.messages import packed
from .pipes import receive


@dataclass(frozen=True)
class Script:
    """A script and how it is run."""

    path: str
    arguments: tuple[str, ...] = ()
    dtype: str | None = None
    seed: int = 0


def start(script: Script, backend: str, shakes=(None,)) -> list["Runner"]:
    """Start runs of a script with one library, which is imported once for all.

    Parameters
    ----------
    script : Script
    backend : "torch" or "scratch"
    shakes : sequence of int or None
        For each run the seed of the one rounding by which its weights are moved.
    """
    runners = [Runner() for _ in shakes]
    settings = {
        "script": script.path,
        "arguments": list(script.arguments),
        "backend": backend,
        "dtype": script.dtype,
        "seed": script.seed,
        "runs": [r.ends | {"shake": shake} for r, shake in zip(runners, shakes)],
    }
    child = subprocess.Popen(
        [sys.executable, "-m", "compare.running.child", json.dumps(settings)],
        stdin=subprocess.DEVNULL,
        stdout=runners[0].printed,
        stderr=runners[0].errors,
        pass_fds=[end for runner in runners for end in runner.ends.values()],
        start_new_session=True,
        env=environment(),
    )
    for i, runner in enumerate(runners):
        runner.child, runner.forked = child, i > 0
        os.close(runner.ends["out"])
        os.close(runner.ends["back"])
    return runners


class Runner:
    """One run of a comparison, in a process of its own.

    Attributes
    ----------
    ends : dict
        What its process gets: where it reports, hears answers, and prints.
    child : subprocess.Popen
        The process, or the one that it was forked off.
    forked : bool
        Whether it was.
    """

    def __init__(self):
        self.printed, self.errors = temporary(), temporary()
        theirs, self.to = os.pipe()
        self.back, ours = os.pipe()
        self.ends = {
            "out": ours,
            "back": theirs,
            "printed": self.printed.fileno(),
            "errors": self.errors.fileno(),
        }
        self.child, self.forked = None, False

    def next(self) -> dict:
        """Return what the script reports next: a step, or its end."""
        try:
            return receive(self.back)
        except (EOFError, OSError):
            if not self.forked:
                self.child.wait()
            return {
                "event": "end",
                "error": self.text(self.errors)[-300:].strip() or "it ended",
                "code": self.child.returncode,
            }

    def answer(self, **body) -> None:
        """Let the script go on."""
        with open(self.to, "wb", closefd=False) as pipe:
            pipe.write(packed(body))

    @staticmethod
    def text(file) -> str:
        """Return what a file has taken so far."""
        file.seek(0)
        return file.read()

    def output(self) -> str:
        """Return what the script has printed."""
        return self.text(self.printed)

    def close(self) -> None:
        """End the process and all that it has started, other runs included."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait()
        os.close(self.to)
        os.close(self.back)
        self.printed.close()
        self.errors.close()


def temporary():
    """Return a file that takes what a script prints, and is gone when closed."""
    return tempfile.TemporaryFile("w+", errors="replace")


def environment() -> dict[str, str]:
    """Return the environment of a script: one thread, and figures that open nowhere."""
    paths = os.pathsep.join(path for path in sys.path if path)
    return {
        **os.environ,
        "PYTHONPATH": paths,
        "MPLBACKEND": "Agg",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }
