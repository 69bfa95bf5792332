"""`python -m tests.draws NAME ...`: draw many examples and keep what came of them.

Those that the file of `--json` already has from this commit are left out, so a run that
was interrupted goes on where it was.
"""

import json
import subprocess
from pathlib import Path

import click

from compare.battery.verify import choose, died, run_task
from compare.reading.pairs import ROOT
from compare.terminal.files import write
from compare.terminal.workers import in_order, options, workers


@click.command(epilog="Example: python -m tests.draws conv1d --json draws.json")
@click.argument("name", nargs=-1, required=True)
@click.option(
    "--examples",
    default=2000,
    show_default=True,
    help="Of each case, in equal parts of its dtypes.",
)
@click.option("--seed", default=0, show_default=True, help="Of the examples.")
@options
@click.option(
    "--json",
    "output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Add the figures to FILE.",
)
def draw(name, examples, seed, jobs, cluster, output):
    """Check the cases NAME on many examples; exit with 1 if one fails."""
    rows = json.loads(output.read_text()) if output and output.exists() else {}
    commit = head()
    tasks = []
    for case in choose(name):
        part = examples // len(case.dtypes)
        for dtype in case.dtypes:
            row = rows.get(case.name, {}).get(dtype, {})
            if row.get("commit") != commit or row["examples"] < part:
                tasks.append((case.name, dtype, round(part / case.weight), seed))
    failures = 0
    with workers(jobs, cluster) as executor:
        for record in in_order(run_task, tasks, executor, lost=died):
            failures += record.failure is not None
            row = {
                "commit": commit,
                "seed": seed,
                "examples": record.examples,
                "share of bound": round(record.share.get("scratch", 0.0), 3),
                "failure": record.failure,
            }
            rows.setdefault(record.name, {})[record.dtype] = row
            click.echo(f"{record.name}, {record.dtype}: {row}")
            if output:
                write(output, json.dumps(rows, indent=1, sort_keys=True) + "\n")
    raise SystemExit(1 if failures else 0)


def head() -> str:
    """Return the commit whose sources run."""
    command = ["git", "rev-parse", "--short=12", "HEAD"]
    return subprocess.check_output(command, text=True, cwd=ROOT).strip()


if __name__ == "__main__":
    draw()
