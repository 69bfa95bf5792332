"""A bar with an estimate, for what takes longer than people like to wait."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)


@contextmanager
def bar(
    console: Console, what: str, total: float, done: float = 0
) -> Iterator[Callable[..., None]]:
    """Show how much of `total` is done and what the rest takes; clear it at the end.

    Gives the function that moves it, by 1 or by what it is told.
    """
    columns = (
        TextColumn("{task.description}"),
        BarColumn(30),
        MofNCompleteColumn(),
        TextColumn("left about"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(what, total=total, completed=done)
        yield lambda by=1: progress.advance(task, by)
