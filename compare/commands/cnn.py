"""`python -m compare cnn`: train a convolutional network in all three libraries."""

import sys
from json import dumps

import click
from rich.console import Console
from rich.table import Table

from ..terminal.files import check_writable, write
from ..terminal.progress import bar
from ..terminal.words import counted
from ..trainings.cnn import CONTROLS, LIMIT, train


@click.command(
    "cnn",
    epilog="Example: python -m compare cnn --size 8 --steps 60",
)
@click.option(
    "--size",
    type=click.Choice(["8", "28"]),
    multiple=True,
    help="Pixels a side: the digits, or images made of them (default: both).",
)
@click.option(
    "--steps",
    type=click.IntRange(min=1),
    default=300,
    show_default=True,
    help="Steps of each training.",
)
@click.option(
    "--seed", default=7, show_default=True, help="Of weights and mini-batches."
)
@click.option("--json", "path", metavar="FILE", help="Write the figures to FILE.")
def cnn(size, steps, seed, path):
    """Train a network like LeNet on digits in scratch, torch_ref and torch.

    Every step alone, from torch's weights, must agree to rounding; left to itself a
    training must stay as near torch's as torch's own does when its weights are moved by
    one rounding before every step.
    """
    if path is not None:
        check_writable(path, "--json ")
    console = Console(highlight=False)
    results = []
    for number in size or ("8", "28"):
        with bar(console, f"{number} x {number}", steps) as advance:
            found = train(int(number), steps, seed, advance)
        show(console, found)
        results.append(found)
    if path:
        rows = [found.row() for found in results]
        write(path, dumps(rows, indent=1) + "\n", "--json ")
    failed = [f"{found.size} x {found.size}" for found in results if not found.passed]
    verdict = f"FAIL: {', '.join(failed)}" if failed else "pass"
    console.print(verdict, style="bold red" if failed else "bold green")
    sys.exit(1 if failed else 0)


def show(console, found):
    """Print one training: differences after some of the steps."""
    console.print(
        f"LeNet on digits of {found.size} x {found.size} pixels, float64, "
        f"{found.parameters:,} weights, {counted(found.steps, 'step')}, "
        "initial weights equal"
    )
    table = Table(box=None, header_style="dim")
    for title in ("step", "loss", "scratch", "torch_ref", "torch's own"):
        table.add_column(title, justify="right")
    for step in found.shown():
        table.add_row(
            str(step + 1),
            f"{found.losses['scratch'][step]:#.6g}",
            f"{found.free['scratch'][step]:.1e}",
            f"{found.free['torch_ref'][step]:.1e}",
            f"{found.envelope[step]:.1e}",
        )
    console.print(table)
    alone = ", ".join(f"{name} {gone:.1e}" for name, gone in found.alone.items())
    console.print(
        f"every step alone, from torch's weights: {alone} (at most {LIMIT:g})"
    )
    right = ", ".join(f"{n} {100 * a:.1f} %" for n, a in found.accuracy.items())
    console.print(
        "columns: largest relative difference of a weight from torch so far; torch's "
        f"own: the largest of {CONTROLS} trainings moved by one rounding a step"
    )
    console.print(f"accuracy on 360 images left out: {right}\n")
