"""`python -m compare examples`: run the notes' examples in both packages."""

import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from ..interrupt import deaf
from ..reading.measure import ROOT, measure
from ..rows import ROWS
from ..verify import interruptible, quiet

ALLOWED = 1e-9  # relative, in float64: whole trainings, hundreds of rounded steps


@click.command("examples")
@click.argument("name", nargs=-1)
@click.option("--jobs", type=click.IntRange(min=1), default=2, show_default=True)
def examples(name, jobs):
    """Run the example pairs NAME (all 21 rows without one) and compare the results.

    With a name, the two printed outputs stand side by side.
    """
    unknown = [n for n in name if n not in ROWS]
    if unknown:
        known = ", ".join(ROWS)
        raise click.BadParameter(f"no example {unknown[0]!r}; there are: {known}")
    console = Console(highlight=False)
    measured = run_all(list(name or ROWS), jobs, console)
    if name:
        for row in name:
            show_outputs(console, row, measured[row])
    failed = show_agreement(console, measured)
    if failed:
        console.print(f"[bold red]FAIL[/bold red]: {escape(', '.join(failed))}")
    else:
        keys = sum(len(found.get("agreement", ())) for found in measured.values())
        console.print(
            f"[bold green]pass[/bold green]: {len(measured)} pairs, {keys} results, "
            f"relative difference at most {ALLOWED:g}"
        )
    sys.exit(1 if failed else 0)


def run_all(names, jobs, console):
    """Measure the rows, each in a process of the pool; keep errors as text."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    measured = {}
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=quiet)
    with interruptible(pool), Progress(console=console, transient=True) as progress:
        task = progress.add_task("examples", total=len(names))
        with deaf():
            futures = {pool.submit(measure, name): name for name in names}
        for future in as_completed(futures):
            measured[futures[future]] = outcome(future)
            progress.advance(task)
    return {name: measured[name] for name in names}


def outcome(future):
    """Return what a row gave, or the error that stopped it."""
    try:
        return future.result()
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


def show_outputs(console, name, found):
    """Print what both sides printed, side by side."""
    if "error" in found:
        return
    table = Table(title=f"{name}: {ROWS[name]}", title_justify="left", expand=True)
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
