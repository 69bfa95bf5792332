"""Files that the commands write: whole or not at all, with a clear line if not."""

import errno
import os
from pathlib import Path

import click

from scratch.engine.weights import write_whole


def check_writable(path, option: str = "") -> None:
    """Refuse, before the work starts, a path that cannot be written."""
    path = Path(path)
    folder = path.absolute().parent
    if path.is_dir():
        refuse(path, option, errno.EISDIR)
    if not folder.is_dir():
        refuse(path, option, errno.ENOTDIR if folder.exists() else errno.ENOENT)
    if not os.access(path if path.exists() else folder, os.W_OK):
        refuse(path, option, errno.EACCES)


def write(path, content: str | bytes, option: str = "") -> None:
    """Write a file; on failure or interruption an old one is still whole."""
    path = Path(path)
    data = content.encode() if isinstance(content, str) else content
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)  # a pipe or a device
        else:
            write_whole(path, data)
    except OSError as error:
        refuse(path, option, error.errno)


def make_folder(path) -> None:
    """Make a folder and those above it."""
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        refuse(path, "", error.errno)


def refuse(path, option: str, number: int | None) -> None:
    """End the command with one line."""
    reason = os.strerror(number) if number else "it is not a regular file"
    raise click.ClickException(f"cannot write {option}{path}: {reason}")
