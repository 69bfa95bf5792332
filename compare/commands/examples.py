"""`python -m compare examples`: run the notes' examples in both packages."""

import sys

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ..reading.contents import PAIRS
from ..reading.measure import ROOT, measure
from ..terminal.progress import bar
from ..terminal.words import counted, did_you_mean
from ..terminal.workers import in_order, workers

ALLOWED = 1e-9  # relative, in float64: whole trainings, hundreds of rounded steps


@click.command(
    "examples",
    epilog="Example: python -m compare examples batch_norm",
)
@click.argument("name", nargs=-1)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    help="Processes.",
)
def examples(name, jobs):
    """Run the example pairs NAME (of every page without one) and compare the results.

    With a name, the two printed outputs stand side by side.
    """
    unknown = [n for n in name if n not in PAIRS]
    if unknown:
        hint = did_you_mean(unknown[0], PAIRS) or f"; there are: {', '.join(PAIRS)}"
        raise click.BadParameter(f"no example {unknown[0]!r}{hint}")
    console = Console(highlight=False)
    measured = run_all(list(name or PAIRS), jobs, console)
    if name:
        for row in name:
            show_outputs(console, row, measured[row])
    failed = show_agreement(console, measured)
    if failed:
        console.print(f"[bold red]FAIL[/bold red]: {escape(', '.join(failed))}")
    else:
        keys = sum(len(found.get("agreement", ())) for found in measured.values())
        console.print(
            f"[bold green]pass[/bold green]: {counted(len(measured), 'pair')}, "
            f"{counted(keys, 'result')}, "
            f"relative difference at most {ALLOWED:g}"
        )
    sys.exit(1 if failed else 0)


def run_all(names, jobs, console):
    """Measure the rows; keep errors as text."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    tasks = [(name,) for name in names]
    with workers(jobs) as executor, bar(console, "examples", len(names)) as advance:
        found = in_order(outcome, tasks, executor, lambda task: advance())
        return dict(zip(names, found))


def outcome(name):
    """Return what a row gives, or the error that stops it."""
    try:
        return measure(name)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


def show_outputs(console, name, found):
    """Print what both sides printed, side by side."""
    if "error" in found:
        return
    table = Table(title=f"{name}: {PAIRS[name]}", title_justify="left", expand=True)
    for side in ("scratch (NumPy)", "torch"):
        table.add_column(side, ratio=1)
    table.add_row(*(escape(output.rstrip()) for output in found["outputs"]))
    console.print(table)


def show_agreement(console, measured):
    """Print the agreement of every result; return the rows that differ."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("row", "result", "shape"):
        table.add_column(heading, no_wrap=True)
    for heading in ("max |d|", "relative", ""):
        table.add_column(heading, justify="right", no_wrap=True, min_width=7)
    failed, errors = [], []
    for name, found in measured.items():
        if "error" in found:
            failed.append(name)
            errors.append((name, found["error"]))
            continue
        for i, row in enumerate(found["agreement"]):
            fine = row["relative"] <= ALLOWED
            if not fine and name not in failed:
                failed.append(name)
            table.add_row(
                name if i == 0 else "",
                escape(row["name"]),
                "x".join(map(str, row["shape"])) or "-",
                f"{row['max_abs']:.1e}" if row["max_abs"] else "0",
                f"{row['relative']:.1e}" if row["relative"] else "equal",
                "[green]pass[/green]" if fine else "[red]FAIL[/red]",
            )
    console.print(table)
    for name, error in errors:
        console.print(f"[red]{escape(name)}[/red]: {escape(error)}")
    return failed
