"""A process that evaluates what it is asked, within limits, and can always be ended."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time

from .messages import PREFIX, Malformed, lengths, packed, unpacked


class Ended(Exception):
    """The process gave no answer: why, in words."""


PATIENCE = 5  # time-outs that a process is waited for that other programs hold up


def usage(pid: int) -> tuple[str, float]:
    """Return state and seconds of processor time; of no process, nothing."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return fields[0], (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return "", 0.0


class Process:
    """A child that answers requests.

    It is started as a program, so that it shares nothing with this process and can
    be started from a worker of a pool; its own output goes nowhere.

    Parameters
    ----------
    module : str
        What it runs: a module with a loop of requests.
    timeout : float
        Seconds that one answer may take.
    """

    isolated = True

    def __init__(self, module: str, timeout: float = 20.0):
        self.timeout, self.before = timeout, 0.0
        theirs, self.to = os.pipe()
        self.back, ours = os.pipe()
        os.set_blocking(self.to, False)
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
        environment |= {"OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
        self.child = subprocess.Popen(
            [sys.executable, "-P", "-m", module, str(theirs), str(ours)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(theirs, ours),
            start_new_session=True,
            env={
                **environment,
                "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
            },
        )
        os.close(theirs)
        os.close(ours)

    def post(self, do: str, **body) -> None:
        """Send a request and do not wait for its answer."""
        self.send({"do": do, **body}, time.monotonic() + self.timeout)

    def ask(self, do: str, timeout: float | None = None, **body):
        """Send a request and return the answer."""
        until = time.monotonic() + (timeout or self.timeout)
        self.before = self.spent()
        self.send({"do": do, **body}, until)
        return self.answer(until)

    def answer(self, until: float | None = None):
        """Wait for an answer."""
        until = until or time.monotonic() + self.timeout
        try:
            header, content = lengths(self.read(PREFIX.size, until))
            answer = unpacked(self.read(header, until), self.read(content, until))
        except Malformed as error:
            self.end()
            raise Ended(f"it answers what is no answer ({error})") from error
        if not isinstance(answer, dict):
            self.end()
            raise Ended("it answers what is no answer")
        return answer

    def send(self, body, until: float) -> None:
        """Write a request, however slowly it is read."""
        rest = memoryview(packed(body))
        while rest:
            self.wait([], [self.to], until)
            try:
                rest = rest[os.write(self.to, rest) :]
            except BlockingIOError:
                continue
            except OSError:
                self.gone()

    def read(self, count: int, until: float) -> bytes:
        """Read so many bytes, or tell why not."""
        parts = []
        while count:
            self.wait([self.back], [], until)
            part = os.read(self.back, min(count, 2**20))
            if not part:
                self.gone()
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def wait(self, read, write, until: float) -> None:
        """Wait until a pipe can be used, or give up."""
        patient = until + PATIENCE * self.timeout
        while True:
            now = time.monotonic()
            left = until - now if now < until else min(1.0, patient - now)
            if any(select.select(read, write, [], max(0.0, left))):
                return
            if time.monotonic() >= until and not self.starved(patient):
                self.late()

    def starved(self, patient: float) -> bool:
        """Tell whether it would run, but other programs have the processor."""
        state, spent = usage(self.child.pid)
        mine = spent - self.before < 0.9 * self.timeout
        return state in ("R", "D") and mine and time.monotonic() < patient

    def spent(self) -> float:
        """Return the seconds of processor time that it has used."""
        return usage(self.child.pid)[1]

    def late(self):
        """Give up waiting."""
        self.end()
        raise Ended(f"it did not return within {self.timeout:g} s")

    def gone(self):
        """Tell how the process ended."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.child.wait(1)
        status = self.child.returncode
        self.end()
        if status is None:
            raise Ended("it closed the connection to the judge")
        if status < 0:
            with contextlib.suppress(ValueError):
                raise Ended(f"it was ended by {signal.Signals(-status).name}")
        raise Ended(f"it ended the process (exit code {status})")

    def end(self) -> None:
        """End the process and all that it started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait()
        for pipe in ("to", "back"):
            number = getattr(self, pipe)
            if number is not None:
                os.close(number)
                setattr(self, pipe, None)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if self.to is not None:
            self.end()


class Here:
    """The same answers from this very process, for what cannot be sent to another."""

    isolated = False

    def __init__(self, server):
        self.server, self.waiting = server, []

    def post(self, do: str, **body) -> None:
        """Do it at once, keep the answer."""
        self.waiting.append(self.ask(do, **body))

    def ask(self, do: str, timeout: float | None = None, **body):
        """Return the answer."""
        message = packed({"do": do, **body})
        start = PREFIX.size + lengths(message[: PREFIX.size])[0]
        answer = self.server.handle(message[PREFIX.size : start], message[start:])
        header, _content = lengths(answer[: PREFIX.size])
        start = PREFIX.size + header
        return unpacked(answer[PREFIX.size : start], answer[start:])

    @staticmethod
    def spent() -> float:
        """Return nothing: it is this process's time."""
        return 0.0

    def answer(self, until: float | None = None):
        """Return the answer to what was posted."""
        return self.waiting.pop(0)

    def end(self) -> None:
        """Nothing was started."""

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.end()
