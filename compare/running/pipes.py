"""Reading messages from a pipe."""

import os

from ..checking.messages import PREFIX, lengths, unpacked


def receive(descriptor: int):
    """Return the next message.

    Raises
    ------
    EOFError
        If the other side has ended.
    """
    header, content = lengths(exactly(descriptor, PREFIX.size))
    return unpacked(exactly(descriptor, header), exactly(descriptor, content))


def exactly(descriptor: int, count: int) -> bytes:
    """Read so many bytes."""
    parts = []
    while count:
        part = os.read(descriptor, min(count, 1 << 20))
        if not part:
            raise EOFError("the script's process has ended")
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
