"""`python -m compare bugs`: the gallery of classic wrong gradients."""

import json
import os
from difflib import get_close_matches

import click


@click.command("bugs")
@click.argument("name", required=False)
@click.option(
    "--campaign",
    "draws",
    type=click.IntRange(min=1),
    metavar="N",
    help="Diagnose every bug on N random draws and report how often it is named.",
)
@click.option("--json", "path", metavar="FILE", help="Write the figures to FILE.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=min(2, os.cpu_count() or 1),
    show_default=True,
    help="Processes.",
)
def bugs(name, draws, path, jobs):
    """Show the gallery of bugs, or one of them: NAME.

    For one bug: the wrong line beside the right one, what finds it, which of the
    usual checks would not, and how a network trains with it on the digits.
    """
    from rich.console import Console
    from rich.progress import Progress

    from ..bugs import collect

    console = Console()
    gallery = collect()
    if draws:
        run_campaign(console, draws, path, jobs)
        return
    if name is None:
        from ..bugs.show import show_all

        with Progress(console=console, transient=True) as progress:
            task = progress.add_task("trying every bug", total=len(gallery))
            show_all(console, lambda: progress.advance(task))
        return
    if name not in gallery:
        near = get_close_matches(name, gallery, 3) or [n for n in gallery if name in n]
        hint = f"; did you mean {' or '.join(near[:5])}?" if near else ""
        raise click.ClickException(f"no bug is called {name!r}{hint}")
    from ..bugs.show import show

    show(console, gallery[name])


def run_campaign(console, draws, path, jobs):
    """Measure, report and write; exit with 1 where a wrong name was given."""
    from rich.progress import Progress

    from .. import files
    from ..bugs import collect
    from ..bugs.campaign import campaign, summary

    if path:
        files.check_writable(path, "--json ")
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("diagnosing", total=len(collect()))
        rows = campaign(draws, jobs, lambda: progress.advance(task))
    total = summary(rows)
    if path:
        text = json.dumps({"summary": total, "bugs": rows}, indent=1)
        files.write(path, text + "\n", "--json ")
    for label, value in total.items():
        console.print(f"{label:32} {value}", highlight=False)
    if total["wrong"] or total["healthy diagnosed"]:
        raise SystemExit(1)
