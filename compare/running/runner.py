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


class Runner:
    """One process of a comparison.

    Parameters
    ----------
    script : Script
    backend : "torch" or "scratch"
    shake : int, optional
        Seed of the one rounding by which its weights are moved.
    """

    def __init__(self, script: Script, backend: str, shake: int | None = None):
        self.backend = backend
        self.printed, self.errors = temporary(), temporary()
        theirs, self.to = os.pipe()
        self.back, ours = os.pipe()
        settings = {
            "script": script.path,
            "arguments": list(script.arguments),
            "backend": backend,
            "dtype": script.dtype,
            "seed": script.seed,
            "shake": shake,
            "out": ours,
            "back": theirs,
        }
        self.child = subprocess.Popen(
            [sys.executable, "-m", "compare.running.child", json.dumps(settings)],
            stdin=subprocess.DEVNULL,
            stdout=self.printed,
            stderr=self.errors,
            pass_fds=(theirs, ours),
            start_new_session=True,
            env=environment(),
        )
        os.close(theirs)
        os.close(ours)

    def next(self) -> dict:
        """Return what the script reports next: a step, or its end."""
        try:
            return receive(self.back)
        except (EOFError, OSError):
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
        """End the process and all that it has started."""
        with contextlib.suppress(ProcessLookupError):
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
