"""`python -m tests.mutation`: plant small faults; every one must be found."""

import sys
import time
from contextlib import ExitStack
from pathlib import Path

import click

from compare.terminal.words import counted
from compare.terminal.workers import in_order, options, workers


@click.command(
    epilog="Example: python -m tests.mutation scratch/layers/activations/tanh.py",
)
@click.argument("file", nargs=-1)
@options
@click.option(
    "--json",
    "output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Add the figures to FILE.",
)
@click.option(
    "--changed",
    is_flag=True,
    help="Leave out what is settled in the file of --json.",
)
@click.option(
    "--seconds", type=float, metavar="BUDGET", help="Stop after that long, unfinished."
)
@click.option(
    "--examples",
    type=click.IntRange(min=1),
    default=60,
    show_default=True,
    help="Of each case and dtype, for what survives the first few.",
)
@click.option("--tests/--no-tests", default=True, help="Ask the tests, too.")
@click.option(
    "--list",
    "listing",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Equivalent mutants [default: equivalent.toml].",
)
def mutate(file, jobs, cluster, output, changed, seconds, examples, tests, listing):
    """Plant small faults in FILE... (all of scratch if none is given), one by one.

    Each runs in a process of its own; the battery's cases and the tests that belong to
    the file must find it. What survives and is not listed as equivalent, with the
    proof, makes the command fail.
    """
    from rich.console import Console
    from rich.markup import escape

    from compare.terminal.progress import bar

    from . import campaign, equivalent, figures, processes
    from .alone import attack_alone
    from .judge import Judge
    from .mutants import ROOT
    from .testing import quiet_profile

    if not processes.available():
        raise click.ClickException("this system cannot fork, which mutants need")
    if changed and not output:
        raise click.UsageError("--changed needs the file of --json")
    until = time.time() + seconds if seconds else float("inf")
    try:
        paths = campaign.sources(file)
        listed = equivalent.read(listing or equivalent.LIST)
        if output:
            figures.add(output, [])
        if changed:
            known = figures.read(output)
            paths = [path for path in paths if not figures.is_settled(path, known)]
    except (ValueError, OSError) as error:
        raise click.ClickException(str(error)) from error
    quiet_profile()
    console = Console(file=sys.stdout, highlight=False)  # whatever pytest redirects
    judge, results, broken = Judge(examples), [], []
    with bar(console, "recording what each case runs", len(judge.names)) as advance:
        judge.record(advance)
    shared = jobs == 1 or len(paths) == 1  # else each file has a process
    with ExitStack() as stack:
        if cluster is None and shared:
            found = one_by_one(console, paths, judge, listed, jobs, tests, until)
        else:
            executor = stack.enter_context(workers(jobs, cluster))
            advance = stack.enter_context(bar(console, "files", len(paths)))
            files = [path.relative_to(ROOT).as_posix() for path in paths]
            rest = judge.examples, judge.runs, listed, tests, until
            tasks = [(file, *rest) for file in files]
            found = in_order(attack_alone, tasks, executor, lambda task: advance())
        for result in found:
            if isinstance(result, str):
                broken.append(result)
                console.print(f"[bold red]FAIL[/bold red]: {escape(result)}")
            elif result.verdicts:
                results.append(result)
                show(console, result)
                if output:
                    figures.add(output, [result])
    if report(console, results, listed, len(paths)) or broken:
        raise SystemExit(1)


def one_by_one(console, paths, judge, listed, jobs, tests, until):
    """Attack one file after the other; give what came of each, or its error."""
    from rich.progress import Progress

    from .campaign import attack

    left = time.monotonic() + until - time.time()
    with Progress(console=console, transient=True, auto_refresh=False) as progress:
        for path in paths:
            if time.time() > until:
                break
            task = progress.add_task(path.name, total=None)

            def advance(verdict, total, task=task):
                progress.update(task, advance=1, total=total, refresh=True)

            try:
                yield attack(path, judge, listed, jobs, tests, left, advance)
            except (ValueError, RuntimeError) as error:
                yield str(error)
            progress.update(task, visible=False)


def show(console, result):
    """Print what became of a file's mutants."""
    from rich.markup import escape

    count = result.count()
    open_ = result.total - len(result.verdicts)
    console.print(
        f"{result.file:48} {result.total:5} mutants  {count['killed']:5} killed"
        f"  {count['timed out']:3} timed out  {count['equivalent']:3} equivalent"
        f"  {count['survived']:3} survived"
        + (f"  {open_} not asked" if open_ else "")
        + f"  {result.seconds:6.0f} s",
        soft_wrap=True,
    )
    for verdict in result.verdicts:
        if verdict.outcome == "survived":
            text = escape(str(verdict.mutant))
            console.print(f"[red]survived[/red] {text}", soft_wrap=True)


def report(console, results, listed, asked) -> bool:
    """Print the sum and what is listed without need; return whether any survived."""
    from rich.markup import escape

    complete = {r.file for r in results if len(r.verdicts) == r.total}
    verdicts = [v for r in results for v in r.verdicts]
    produced = {v.mutant.key for v in verdicts}
    killed = {v.mutant.key for v in verdicts if v.outcome in ("killed", "timed out")}
    killed -= {v.mutant.key for v in verdicts if v.outcome == "equivalent"}
    for key, wrong in listed.stale(produced, killed, complete):
        text = escape(f"{key[0]} {key[1]}: {key[2]}")
        console.print(f"[yellow]stale entry[/yellow] ({wrong}) {text}", soft_wrap=True)
    survived = sum(v.outcome == "survived" for v in verdicts)
    equal = sum(v.outcome == "equivalent" for v in verdicts)
    found = len(verdicts) - survived - equal
    head = "[bold red]FAIL[/bold red]" if survived else "[bold green]pass[/bold green]"
    total = sum(r.total for r in results)
    console.print(
        f"{head}: {counted(total, 'mutant')} in {counted(len(results), 'file')}, "
        f"{found} found, "
        f"{equal} equivalent, {survived} survived"
    )
    if asked > len(results) or total > len(verdicts):
        console.print(
            f"unfinished: {asked - len(results)} files and "
            f"{total - len(verdicts)} mutants were not asked about"
        )
    return survived > 0


if __name__ == "__main__":
    from compare.cli import main

    main(mutate)
