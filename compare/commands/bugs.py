"""`python -m compare bugs`: the gallery of classic wrong gradients."""

import json
import os

import click

from ..terminal.words import did_you_mean


@click.command(
    "bugs",
    epilog="Example: python -m compare bugs adamw-for-adam",
)
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

    from ..bugs import collect
    from ..terminal.progress import bar

    console = Console()
    gallery = collect()
    if draws:
        run_campaign(console, draws, path, jobs)
        return
    if name is None:
        from ..bugs.show import show_all

        with bar(console, "trying every bug", len(gallery)) as advance:
            show_all(console, advance)
        return
    if name not in gallery:
        hint = did_you_mean(name, gallery)
        raise click.ClickException(f"no bug is called {name!r}{hint}")
    from ..bugs.show import show

    show(console, gallery[name])


def run_campaign(console, draws, path, jobs):
    """Measure, report and write; exit with 1 where a wrong name was given."""
    from ..bugs import collect
    from ..bugs.campaign import campaign, summary
    from ..terminal import files
    from ..terminal.progress import bar

    if path:
        files.check_writable(path, "--json ")
    with bar(console, "diagnosing", len(collect())) as advance:
        rows = campaign(draws, jobs, advance)
    total = summary(rows)
    if path:
        text = json.dumps({"summary": total, "bugs": rows}, indent=1)
        files.write(path, text + "\n", "--json ")
    for label, value in total.items():
        console.print(f"{label:32} {value}", highlight=False)
    if total["wrong"] or total["healthy diagnosed"]:
        raise SystemExit(1)
