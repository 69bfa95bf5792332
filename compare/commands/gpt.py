"""`python -m compare gpt`: a GPT in three columns, every weight compared."""

import json

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from ..terminal.interrupt import loading
from ..terminal.words import counted

LINES = 10  # of figures while it trains


@click.command(
    "gpt",
    epilog="Example: python -m compare gpt --steps 100",
)
@click.option(
    "--steps",
    type=click.IntRange(min=1),
    default=1000,
    show_default=True,
    help="Steps of the training.",
)
@click.option(
    "--dropout",
    type=click.FloatRange(0, 1, max_open=True),
    default=0.0,
    show_default=True,
    help="Probability that a value is zeroed.",
)
@click.option(
    "--float32", is_flag=True, help="Compare step by step, from the same weights."
)
@click.option("--json", "path", metavar="FILE", help="Write the figures to FILE.")
@click.pass_context
def gpt(context, steps, dropout, float32, path):
    """Train a GPT on Shakespeare's sonnets in scratch, torch_ref and plain torch.

    4 layers of 4 heads, 128 wide, 64 characters of context, 12 pieces a step; AdamW
    with decay, clipping, warm-up and cosine. All start from one seed; every weight is
    compared after every step. Exit with 1 if they differ by more than rounding.
    """
    with loading():
        from ..terminal.files import check_writable, write
        from ..trainings.gpt import LIMIT, Setting, compare_gpt
    if path is not None:
        check_writable(path, "--json ")
    console = Console(highlight=False)
    setting = Setting(steps, dropout, "float32" if float32 else "float64")
    console.print("step   loss: scratch, torch_ref, torch      worst difference so far")
    columns = TextColumn("steps"), BarColumn(40), MofNCompleteColumn()
    with Progress(
        *columns, TimeRemainingColumn(), console=console, transient=True
    ) as bar:
        task = bar.add_task("", total=steps)

        def progress(result):
            bar.advance(task)
            if result.steps in (1, steps) or result.steps % (steps // LINES or 1) == 0:
                console.print(line(result))

        result = compare_gpt(setting, progress)
    show(console, result, LIMIT[setting.dtype])
    if path is not None:
        write(path, json.dumps(result.row(), indent=1) + "\n", "--json ")
    context.exit(0 if result.passed else 1)


def line(result) -> str:
    """Return the figures of a step."""
    losses = "  ".join(f"{losses[-1]:#.6g}" for losses in result.losses.values())
    worst = "  ".join(f"{name} {d:.1e}" for name, d in result.worst.items())
    return f"{result.steps:5}  {losses}   {worst}"


def show(console, result, limit) -> None:
    """Print what the models write, and the verdict."""
    for name, sample in result.samples.items():
        console.rule(name, align="left")
        console.print(sample.strip(), markup=False)
    what = "gradient" if result.setting.dtype == "float32" else "weight"
    verdict = "[bold green]pass" if result.passed else "[bold red]FAIL"
    console.print(
        f"{verdict}[/]: {result.weights:,} weights, "
        f"{counted(result.steps, 'step')}, initial weights "
        f"{'equal' if result.initial else 'DIFFERENT'}, worst relative {what} "
        f"difference {max(result.worst.values()):.1e} (allowed {limit:g})"
    )
