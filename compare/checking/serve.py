"""The child: evaluates a candidate as it is told, and judges nothing.

It keeps what calls return in slots, so that a cache or a closure can be handed back;
what crosses are arrays, numbers and the names of types.
"""

import contextlib
import os
import sys
import warnings

from .evaluating import Candidate
from .messages import PREFIX, Held, decode, lengths, packed, unpacked  # noqa: F401
from .names import listed

MEMORY = 6 * 2**30  # bytes of address space; importing torch takes two of them
WRITTEN = 2**26  # bytes of a file that it writes
SECONDS = 150  # of processor time, after which the system ends it


class Server:
    """Answers requests with the methods of an object.

    Parameters
    ----------
    worker : object
        Its public methods are what can be asked for; it may have `held` and `tensor`.
    """

    def __init__(self, worker):
        self.worker = worker

    def handle(self, header: bytes, content: bytes) -> bytes:
        """Answer one message with another."""
        worker = self.worker
        held, tensor = getattr(worker, "held", None), getattr(worker, "tensor", None)
        try:
            body = unpacked(header, content, held, tensor)
            do = body.pop("do")
            if do.startswith("_"):
                raise ValueError(f"no request: {do}")
            answer = getattr(worker, do)(**body)
            return packed(answer)
        except MemoryError:
            return packed({"error": {"type": "MemoryError", "message": "no memory"}})
        except Exception as error:
            return packed(
                {"error": {"type": type(error).__name__, "message": str(error)[:500]}}
            )


def limit() -> None:
    """Limit what the process can use up, where the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        for name, most in (
            ("RLIMIT_AS", MEMORY),
            ("RLIMIT_FSIZE", WRITTEN),
            ("RLIMIT_CPU", SECONDS),
            ("RLIMIT_CORE", 0),
        ):
            resource.setrlimit(getattr(resource, name), (most, most))
    with contextlib.suppress(Exception):
        import ctypes

        ctypes.CDLL(None).prctl(1, 9)  # end with the parent: PR_SET_PDEATHSIG, SIGKILL


STARTING = listed(
    """os.fork os.forkpty os.exec os.system os.spawn os.posix_spawn
subprocess.Popen"""
)


def forbid_processes() -> None:
    """Let no other process be started from now on."""

    def hook(event, arguments):
        if event in STARTING:
            raise PermissionError(f"{event}: checked code may start no process")

    sys.addaudithook(hook)


def serve(incoming: int, outgoing: int, server: Server) -> None:
    """Answer until the other side hangs up."""
    pid = os.getpid()
    while True:
        prefix = read(incoming, PREFIX.size)
        if prefix is None:
            return
        header, content = lengths(prefix)
        answer = server.handle(read(incoming, header), read(incoming, content))
        if os.getpid() != pid:
            os._exit(1)
        rest = memoryview(answer)
        while rest:
            rest = rest[os.write(outgoing, rest) :]


def read(pipe: int, count: int) -> bytes | None:
    """Read so many bytes; None at the end."""
    parts = []
    while count:
        part = os.read(pipe, min(count, 2**20))
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def main(worker) -> None:
    """Run the loop of a child."""
    limit()
    warnings.simplefilter("ignore")
    incoming, outgoing = map(int, sys.argv[1:3])
    with contextlib.suppress(BrokenPipeError):
        serve(incoming, outgoing, Server(worker))
    os._exit(0)


if __name__ == "__main__":
    main(Candidate())
