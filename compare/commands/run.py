"""`python -m compare run`: an unchanged torch script on NumPy, or on both."""

import json
import sys
from pathlib import Path

import click


@click.command(
    "run",
    context_settings={"ignore_unknown_options": True},
    epilog="Example: python -m compare run --backend both train.py --epochs 3",
)
@click.option(
    "--backend",
    type=click.Choice(["scratch", "torch", "both"]),
    default="scratch",
    show_default=True,
    help="Who answers `import torch`.",
)
@click.option(
    "--dtype", type=click.Choice(["float32", "float64"]), help="The default dtype."
)
@click.option("--steps", type=click.IntRange(min=1), help="End after so many steps.")
@click.option("--seed", default=0, show_default=True, help="If the script seeds none.")
@click.option(
    "--json",
    "output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the figures to FILE.",
)
@click.argument("script", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def run(context, backend, dtype, steps, seed, output, script, arguments):
    """Run SCRIPT, written for torch, with its ARGUMENTS.

    With --backend both it runs on scratch and on torch from one seed; after every
    optimizer.step() all parameters are compared. Exit status 0: equal as far as
    rounding allows; 1: not; 3: the script needs what scratch lacks.
    """
    import scratch

    from ..running.needs import missing

    if backend != "torch":
        try:
            lacking = missing(script, scratch)
        except SyntaxError as error:
            raise click.ClickException(f"{script} is no Python: {error}") from None
        if lacking:
            click.echo(f"{script} cannot run on scratch:")
            click.echo("\n".join(f"  {line}" for line in lacking))
            context.exit(3)
    from ..running.runner import Script

    what = Script(str(script), arguments, dtype, seed)
    if backend != "both":
        context.exit(alone(what, backend))
    context.exit(both(what, steps, output))


def alone(script, backend) -> int:
    """Run the script with one library, as Python would."""
    import subprocess

    from ..running.runner import environment

    settings = {
        "script": script.path,
        "arguments": list(script.arguments),
        "backend": backend,
        "dtype": script.dtype,
        "seed": script.seed,
        "runs": [],
    }
    command = [sys.executable, "-m", "compare.running.child", json.dumps(settings)]
    sys.stdout.flush()
    return subprocess.run(command, env=environment(), check=False).returncode


def both(script, steps, output) -> int:
    """Run the script with both libraries and say how they agree."""
    from rich.console import Console

    from ..running.lockstep import follow
    from ..running.showing import as_json, show
    from ..terminal import files

    console = Console(highlight=False)
    with progress_of(steps, console) as progress:
        task = progress.add_task("starting", total=steps)

        def advance(step):
            speed = progress.tasks[task].speed
            pace = f", {speed:.3g} steps/s" if speed else ""
            progress.update(task, completed=step, description=f"step {step}{pace}")

        result = follow(script, steps, advance)
    show(console, result)
    if output:
        files.write(output, json.dumps(as_json(result), indent=1) + "\n", "--json ")
    if result.lacks:
        return 3
    return 0 if result.equal else 1


def progress_of(steps, console):
    """Return a bar: with an estimate if the number of steps is asked for.

    Only the script knows it otherwise; then the pace must do.
    """
    from rich.progress import (
        BarColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = [TextColumn("{task.description}"), BarColumn(30), TimeElapsedColumn()]
    if steps is not None:
        columns += [TextColumn("left about"), TimeRemainingColumn()]
    return Progress(*columns, console=console, transient=True)
