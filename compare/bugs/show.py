"""The gallery in the terminal."""

import numpy as np
from rich.console import Console, Group
from rich.panel import Panel
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from . import collect
from .battery import killed_by
from .bug import Bug
from .digits import curves
from .peers import CHECKS, passed
from .trial import try_bug

SHORT = ("ones", "n=1", "value", "shape", "ratio", "f32")
CHANCE = 0.15  # of ten digits, one in ten is guessed
SIGNS = {True: "[red]no[/]", False: "yes", None: "[dim]-[/]"}


def show_all(console: Console, advance=lambda: None) -> None:
    """List every bug, what kills it, and which usual checks let it pass."""
    table = Table(
        title="Which check finds which bug",
        title_justify="left",
        box=None,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    table.add_column("bug", no_wrap=True)
    table.add_column("battery finds it at")
    for short in SHORT:
        table.add_column(short, no_wrap=True, min_width=len(short))
    found = 0
    for bug in collect().values():
        check = killed_by(bug)
        found += check is not None
        signs = [SIGNS[ok] for ok in passed(bug).values()]
        table.add_row(bug.name, check or "[red]nothing[/]", *signs)
        advance()
    console.print(table)
    console.print("\nThe usual checks of the field:")
    checks = Table.grid(padding=(0, 2))
    for short, name in zip(SHORT, CHECKS):
        about = CHECKS[name].__doc__.strip()
        checks.add_row(f"[bold]{short}[/]", f"{about[0].lower()}{about[1:]}")
    checks.add_row("-", "cannot run here, or rejects the right operation too")
    console.print(checks)
    console.print(
        f"\n{found} of {len(collect())} bugs are found by the battery.\n"
        "One of them in full: python -m compare bugs NAME"
    )


def show(console: Console, bug: Bug) -> None:
    """Show one bug: its lines, what finds it, how it trains."""
    parts = [lines(bug), facts(bug), training(bug)]
    console.print(Panel(Group(*parts), title=bug.title, title_align="left"))


def lines(bug: Bug) -> Table:
    """Put the wrong line beside the right one."""
    table = Table.grid(expand=True, padding=(0, 2))
    table.add_column(ratio=1)
    table.add_column(ratio=1)
    table.add_row("[bold red]wrong[/]", "[bold green]right[/]")
    table.add_row(code(bug.wrong), code(bug.right))
    return table


def code(text: str) -> Syntax:
    """Render lines of Python, without the indentation that they share."""
    first, *rest = text.rstrip("\n").split("\n")
    least = min((len(r) - len(r.lstrip()) for r in rest if r.strip()), default=0)
    inner = 4 if first.rstrip().endswith(":") else 0
    cut = max(least - inner, 0)
    body = "\n".join([first, *(r[cut:] for r in rest)])
    return Syntax(body, "python", background_color="default", word_wrap=True)


def facts(bug: Bug) -> Table:
    """List what hides a bug, what finds it and what does not."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column()
    table.add_row("", "")
    table.add_row("in", f"{bug.operation.name} ({bug.topic})")
    table.add_row("looks like", bug.signature)
    table.add_row("does not show", bug.hidden_when)
    table.add_row("battery", f"finds it at: {killed_by(bug) or 'nothing'}")
    table.add_row("diagnosis", str(try_bug(bug, 0).diagnose()))
    verdicts = passed(bug)
    blind = [name for name, ok in verdicts.items() if ok]
    seeing = [name for name, ok in verdicts.items() if ok is False]
    if blind:
        table.add_row("let it pass", f"[red]{', '.join(blind)}[/]")
    if seeing:
        table.add_row("find it too", ", ".join(seeing))
    table.add_row("", "")
    return tidy(table)


def tidy(table: Table) -> Table:
    """Keep rich from wrapping code names in the first column."""
    table.columns[0].min_width = 14
    return table


def training(bug: Bug) -> Group:
    """Draw the loss with and without the bug, epoch by epoch."""
    right, wrong = curves(bug)
    finite = [v for v in right.losses + wrong.losses if np.isfinite(v)]
    low, high = min(finite), 1.2 * right.losses[0]
    table = Table(title="training on the digits", title_justify="left", box=None)
    for column in ("", "loss by epoch"):
        table.add_column(column)
    for column in ("first", "last", "held-out accuracy"):
        table.add_column(column, justify="right")
    for label, curve in (("right", right), ("with the bug", wrong)):
        table.add_row(
            label,
            Text(curve.sparkline(low, high)),
            number(curve.losses[:1]),
            number(curve.losses[-1:]),
            "" if curve.accuracy is None else f"{curve.accuracy:.1%}",
        )
    return Group(table, Text(remark(right, wrong), style="italic"))


def number(losses) -> str:
    """Write a loss, if there is one."""
    if not losses:
        return ""
    return f"{losses[0]:.4f}" if losses[0] < 1e4 else f"{losses[0]:.3e}"


def remark(right, wrong) -> str:
    """Say how the training with the bug went."""
    last = wrong.losses[-1] if wrong.losses else np.nan
    if wrong.accuracy is None and not np.isfinite(last):
        return "It stops the training: the shapes do not fit."
    if right.losses == wrong.losses and right.accuracy == wrong.accuracy:
        return "This training does not show it at all."
    reached = CHANCE if wrong.accuracy is None else wrong.accuracy
    if not np.isfinite(last) or last >= wrong.losses[0] or reached < CHANCE:
        return "It does not train."
    close = abs(wrong.losses[-1] - right.losses[-1]) <= 0.1 * right.losses[-1]
    if close and abs((wrong.accuracy or 0) - (right.accuracy or 0)) < 0.01:
        return "It trains as well as the right one: the curve gives nothing away."
    if (wrong.accuracy or 0) < (right.accuracy or 0) - 0.1:
        return "It trains, but badly."
    return "It trains, which proves nothing."
