"""`python -m compare fuzz`: random programs in scratch and in torch."""

import json
from pathlib import Path

import click
from rich.console import Console

from compare.terminal.interrupt import loading
from compare.terminal.workers import options, workers


@click.command(
    "fuzz",
    epilog="Example: python -m compare fuzz --programs 2000 --seed 1",
)
@click.option(
    "--programs",
    type=click.IntRange(min=1),
    default=20_000,
    show_default=True,
    help="How many.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Of the programs.",
)
@options
@click.option(
    "--state",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep the progress in this file; the same command goes on from it, "
    "at the same commit.",
)
@click.option("--json", "path", metavar="FILE", help="Write the figures to FILE.")
@click.option("--replay", metavar="CODE", help="Run the one program of a difference.")
@click.pass_context
def fuzz(context, programs, seed, jobs, cluster, state, path, replay):
    """Run random programs of tensor operations in scratch and in torch.

    Each is 3 to 12 operations with backward. Values, shapes, dtypes, gradients, shared
    memory and refusals must agree; exit with 1 if they do not.
    """
    with loading():
        from compare.fuzz import campaign, show
        from compare.terminal.files import check_writable
        from compare.terminal.progress import bar

    if replay:
        context.exit(run_again(replay))
    for name, file in (("--state ", state), ("--json ", path)):
        if file is not None:
            check_writable(file, name)
    console = Console(highlight=False)
    try:
        progress = campaign.Progress(programs, seed, state)
    except (ValueError, KeyError, TypeError) as error:
        raise click.ClickException(f"cannot go on from --state: {error}") from error
    done = progress.counts.programs
    with (
        workers(jobs, cluster) as executor,
        bar(console, "programs", programs, done) as advance,
    ):
        for _ in campaign.run_all(progress, executor, advance):
            pass
    report(console, show, progress.counts, seed)
    if path is not None:
        figures = {"commit": progress.commit, "seed": seed, **progress.counts.row()}
        from compare.terminal.files import write

        write(path, json.dumps(figures, indent=1) + "\n", "--json ")
    context.exit(1 if progress.counts.differing else 0)


def report(console, show, counts, seed) -> None:
    """Print each family of differences, shrunk, and the figures."""
    for family, count in counts.families.most_common(show.SHOWN):
        console.rule(f"{family}: {count}", style="red")
        shortest = counts.examples[family][0]
        console.print(
            show.explain(show.smallest(shortest)), markup=False, soft_wrap=True
        )
    if len(counts.families) > show.SHOWN:
        console.print(f"and {len(counts.families) - show.SHOWN} further families")
    console.print(show.summary(counts, seed), markup=False)


def run_again(code: str) -> int:
    """Run one program; return the exit status."""
    from compare.fuzz import show
    from compare.fuzz.program import decode
    from compare.fuzz.verdict import judge

    try:
        program = decode(code)
    except ValueError as error:
        raise click.ClickException(f"cannot read --replay: {error}") from error
    click.echo(show.explain(program))
    with show.silent():
        return 1 if judge(program).differences else 0
