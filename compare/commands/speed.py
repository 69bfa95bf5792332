"""`python -m compare speed`: scratch beside torch, in turns, in one process."""

import json
import os

import click


@click.command(
    "speed",
    epilog="Example: python -m compare speed --only softmax --clock cpu",
)
@click.option("--only", metavar="TEXT", multiple=True, help="Rows whose name holds it.")
@click.option("--json", "path", metavar="FILE", help="Write the figures to FILE.")
@click.option("--page", metavar="FILE", help="Renew the table in this file.")
@click.option(
    "--threads",
    type=click.IntRange(min=1),
    default=None,
    help="For torch and for NumPy's products (default: those that torch would take).",
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=1.0,
    show_default=True,
    help="For each row.",
)
@click.option(
    "--clock",
    type=click.Choice(["wall", "cpu"]),
    default="wall",
    show_default=True,
    help="cpu counts this process alone: for a machine that has other work.",
)
def speed(only, path, page, threads, seconds, clock):
    """Time training steps and operations of scratch against torch.nn and torch.optim.

    Both run in turns in this process, in float32, on the same threads. ratio: the
    median of scratch's time over torch's in the turn beside it. torch alone: its step
    in a process where scratch does not let the allocator keep memory. products: the
    share of scratch's time that the step's matrix products alone take. memory:
    scratch's and torch's highest resident set. Exits with 1 if a target is missed.
    """
    import torch
    from rich.console import Console
    from rich.progress import Progress

    from ..speed import measure, report
    from ..speed.clock import same_threads
    from ..speed.malloc import as_it_was
    from ..terminal.files import check_writable, write

    steps, operations, streams = measure.names(only)
    if not steps and not operations and not streams:
        raise click.ClickException(f"no row's name holds {' or '.join(only)}")
    if page and only:
        raise click.ClickException("--page needs every row, leave out --only")
    for file in (path, page):
        if file:
            check_writable(file)
    threads = threads or torch.get_num_threads()
    console = Console(highlight=False)
    console.width = max(console.width, 150)  # a longer line beats a shortened figure
    progress = Progress(console=console, transient=True)
    with progress, same_threads(threads), as_it_was() as alone:
        task = progress.add_task("racing", total=len(steps + operations + streams))
        trained, run, drawn = [], [], []
        for step in steps:
            trained.append(measure.measure_step(*step, seconds, clock, alone))
            progress.advance(task)
        for operation in operations:
            run.append(measure.measure_operation(*operation, seconds, clock))
            progress.advance(task)
        for stream in streams:
            drawn.append(measure.measure_whole(stream, seconds, clock))
            progress.advance(task)
    console.print(f"{threads} threads, {clock} clock, float32\n")
    if trained:
        console.print(report.step_table(trained))
    if run:
        console.print(report.operation_table(run, "Forward and backward", "operation"))
    stepped = [row for row in drawn if row.name not in report.STREAMS]
    streams = [row for row in drawn if row.name in report.STREAMS]
    if stepped:
        console.print(report.operation_table(stepped, "GPT and optimisers", "step"))
    if streams:
        console.print(report.operation_table(streams, "Random numbers", "stream"))
    rows = [*trained, *run, *drawn]
    missed = sum(bool(row.missed) for row in rows)
    console.print(f"\n{len(rows) - missed} of {len(rows)} rows reach their targets")
    if path:
        write(path, json.dumps([row.figures() for row in rows], indent=1) + "\n")
    if page:
        with open(page, encoding="utf-8") as file:
            text = file.read()
        table = report.markdown(trained, run, drawn, machine(threads, clock))
        write(page, report.insert(text, table))
    if missed:
        raise SystemExit(1)


def machine(threads, clock):
    """Return what the figures depend on, in words."""
    import platform

    import numpy
    import torch

    return (
        f"{platform.system()} {platform.machine()}, {threads} of {os.cpu_count()} "
        f"cores, NumPy {numpy.__version__}, PyTorch {torch.__version__}, float32, "
        f"{clock} clock"
    )
