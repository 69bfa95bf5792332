"""`python -m compare campaign`: a million examples, figures into a file."""

import json
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from compare.interrupt import deaf, loading


@click.command("campaign")
@click.option("--examples", default=1_000_000, show_default=True, help="In all.")
@click.option("--seed", default=0, show_default=True, help="Of the examples.")
@click.option("--only", metavar="NAME", multiple=True, help="These names alone.")
@click.option("--jobs", default=min(2, os.cpu_count() or 1), show_default=True)
@click.option(
    "-o",
    "--output",
    default="campaign.md",
    show_default=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Report for people; the figures go beside it as .json.",
)
@click.pass_context
def campaign(context, examples, seed, only, jobs, output):
    """Look for false alarms and count how many planted errors are caught."""
    with loading():
        from compare.campaign import Row, chunks, markdown, run_chunk
        from compare.files import check_writable, write
        from compare.verify import choose, interruptible, quiet

    work = list(chunks(choose(only), examples))
    rows: dict[tuple[str, str], Row] = {}
    console = Console(highlight=False)
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    check_writable(output)
    pool = ProcessPoolExecutor(
        jobs, multiprocessing.get_context(method), initializer=quiet
    )
    with interruptible(pool), Progress(console=console, transient=True) as bar:
        task = bar.add_task("examples", total=sum(size for *_, size in work))
        with deaf():
            waiting = {
                pool.submit(run_chunk, name, dtype, seed, number, size): (
                    name,
                    dtype,
                    size,
                )
                for name, dtype, number, size in work
            }
        for future in as_completed(waiting):
            name, dtype, size = waiting[future]
            rows.setdefault((name, dtype), Row(name, dtype)).take(*future.result())
            bar.advance(task, size)
    report = markdown(list(rows.values()), examples, seed)
    write(output, report)
    figures = [row.figures() for row in rows.values()]
    write(output.with_suffix(".json"), json.dumps(figures, indent=1) + "\n")
    alarms = sum(len(row.alarms) for row in rows.values())
    unstable = [f"{n} {d}" for (n, d), row in rows.items() if not row.stable]
    console.print(report.split("\n")[0].lstrip("# "))
    if unstable:
        console.print(f"less accurate than torch: {', '.join(unstable)}")
    console.print(f"written to {output} and {output.with_suffix('.json')}")
    context.exit(1 if alarms or unstable else 0)
