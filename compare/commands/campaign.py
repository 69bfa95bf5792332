"""`python -m compare campaign`: a million examples, figures into a file."""

import json
import time
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console

from compare.terminal.interrupt import loading
from compare.terminal.workers import in_order, options, workers


@click.command(
    "campaign",
    epilog="Example: python -m compare campaign --only softmax --examples 20000",
)
@click.option("--examples", default=1_000_000, show_default=True, help="In all.")
@click.option("--seed", default=0, show_default=True, help="Of the examples.")
@click.option("--only", metavar="NAME", multiple=True, help="These names alone.")
@options
@click.option(
    "-o",
    "--output",
    default="campaign.md",
    show_default=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Report for people; the figures go beside it as .json.",
)
@click.option(
    "--any",
    "kind",
    is_flag=False,
    flag_value="torch",
    type=click.Choice(["torch", "alarms", "mistakes"]),
    help="Try the judge of any torch callable: on torch's own operations (needs the "
    "extra `campaign`), for false alarms, or on mistakes that it has to name.",
)
@click.option("--samples", default=4, show_default=True, help="Of each of torch's.")
@click.option("--minutes", type=float, help="When to stop and report what was done.")
@click.pass_context
def campaign(
    context, examples, seed, only, jobs, cluster, output, kind, samples, minutes
):
    """Look for false alarms and count how many planted errors are caught."""
    if kind is not None:
        run = any_callable(kind, examples, seed, only, samples, output, minutes)
        context.exit(run)
    with loading():
        from compare.battery.campaign import CaseFigures, chunks, markdown, run_chunk
        from compare.battery.verify import choose
        from compare.terminal.files import check_writable, write
        from compare.terminal.progress import bar

    work = list(chunks(choose(only), examples))
    rows: dict[tuple[str, str], CaseFigures] = {}
    console = Console(highlight=False)
    check_writable(output)
    tasks = [(name, dtype, seed, number, size) for name, dtype, number, size in work]
    total = sum(size for *_, size in work)
    with workers(jobs, cluster) as executor, bar(console, "examples", total) as advance:
        found = in_order(run_chunk, tasks, executor, lambda task: advance(task[-1]))
        for (name, dtype, *_), chunk in zip(tasks, found):
            rows.setdefault((name, dtype), CaseFigures(name, dtype)).take(*chunk)
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


def any_callable(kind, examples, seed, only, samples, output, minutes) -> int:
    """Run a campaign on the judge of any torch callable; return the exit status."""
    with loading():
        import torch

        from compare.oracle.campaign import alarms, torch_itself
        from compare.terminal.files import check_writable, write
        from compare.terminal.progress import bar

    torch.set_num_threads(1)  # processes are forked, which threads do not survive
    check_writable(output)
    console = Console(highlight=False)
    end = time.monotonic() + (60 * minutes if minutes else float("inf"))

    @contextmanager
    def progress(total):
        with bar(console, kind, total) as move:

            def advance():
                move()
                return time.monotonic() < end

            yield advance

    run = {"torch": torch_itself, "alarms": alarms, "mistakes": mistakes}[kind]
    report, figures, failed = run(examples, seed, only, samples, progress)
    write(output, report)
    write(output.with_suffix(".json"), json.dumps(figures, indent=1) + "\n")
    console.print(report.split("\n")[0].lstrip("# "))
    console.print(f"written to {output} and {output.with_suffix('.json')}")
    return 1 if failed else 0


def mistakes(*arguments):
    """Try how often mistakes are named; imported when it is asked for."""
    from compare.diagnosis.ablation.campaign import mistakes

    return mistakes(*arguments)
