"""`python -m compare grade`: filled-in exercises, one or those of many people."""

import json
import sys
from pathlib import Path

import click

from compare.terminal.interrupt import loading
from compare.terminal.words import counted
from compare.terminal.workers import options, workers


@click.command(
    "grade",
    epilog="Example: python -m compare grade homework --json grades.json",
)
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "report", metavar="FILE", help="Write the grades to FILE.")
@options
@click.option(
    "--timeout",
    type=click.FloatRange(min=1),
    default=60.0,
    show_default=True,
    help="Seconds that one sheet may take.",
)
def grade(path, report, jobs, cluster, timeout):
    """Grade the exercises in PATH: a file, or a folder of files.

    A folder with a folder for each person gives a row for each. The code runs in
    child processes with limits; one that hangs or crashes costs its own row only.

    Exits with 0 if every sheet is right, be it in another convention, else with 1.
    """
    with loading():
        from rich.console import Console

        from compare.teaching import table
        from compare.teaching.folder import sheets
        from compare.terminal.files import check_writable, write
    if report:
        check_writable(report, "--json ")
    found, others = sheets(path)
    if not found:
        raise click.UsageError(
            f"no exercise in {path}; "
            "write some: python -m compare exercise activations -o FOLDER"
        )
    console = Console(highlight=False)
    grades = marked(console, found, jobs, cluster, timeout)
    show(console, table, grades)
    for other in others:
        console.print(f"not an exercise: {other}", style="dim", markup=False)
    if report:
        text = json.dumps(table.as_json(grades), indent=1)
        write(report, text + "\n", "--json ")
    sys.exit(0 if all(g.passed for g in grades) else 1)


def marked(console, found, jobs, cluster, timeout):
    """Grade all, with a bar and an estimate."""
    from compare.teaching.marking import mark_all
    from compare.terminal.progress import bar

    jobs = min(jobs, len(found))
    with workers(jobs, cluster) as executor, bar(console, "sheets", len(found)) as move:
        return mark_all(found, timeout, executor, lambda task: move())


def show(console, table, grades) -> None:
    """Print a row for every sheet or, of several people, for every person."""
    found = table.people(grades)
    if len(found) > 1:
        console.print(table.by_person(found))
    else:
        console.print(table.by_sheet(grades))
    points, of = sum(p.points for p in found), sum(p.of for p in found)
    right = sum(g.passed for g in grades)
    console.print(
        f"{right} of {counted(len(grades), 'sheet')} right, "
        f"{points} of {counted(of, 'point')}"
    )
    if any(g.state == "convention" for g in grades):
        console.print("convention: right, see the page `conventions` of the notes")
