"""Words of the command line: numbers of things, names that were meant, whole lines."""

import io
import shutil
import sys
import textwrap
from collections.abc import Iterable
from difflib import get_close_matches

import click


def counted(number: int, thing: str) -> str:
    """Write how many there are of a thing, in the singular or plural."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return the end of an error about a name that is not known."""
    known = list(known)
    near = get_close_matches(name, known, 3) or [n for n in known if name in n][:3]
    return f"; did you mean {' or '.join(near)}?" if near else ""


def fitted(text: str, stream=None) -> str:
    """Break lines between words where a terminal would break within them."""
    if not (stream or sys.stdout).isatty():
        return text
    wrapper = textwrap.TextWrapper(
        shutil.get_terminal_size().columns,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(wrapper.fill(line) for line in text.split("\n"))


def show(error: click.ClickException) -> None:
    """Print an error as click does, in whole words."""
    told = io.StringIO()
    error.show(told)
    click.echo(fitted(told.getvalue().rstrip("\n"), sys.stderr), err=True)
