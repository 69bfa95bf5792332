"""`python -m compare`: every case, then the real training."""

import json
from shlex import quote

import click

from ..cases import collect
from ..cases.case import Case
from ..diagnosis.failure import explain
from ..terminal.files import check_writable, write
from ..terminal.report import Report
from ..terminal.words import did_you_mean
from ..terminal.workers import in_order, workers
from .equivalence import bulk, refusals, reproduce
from .mismatch import Mismatch
from .record import Record

EXAMPLES = 50  # of each case and dtype; more than a minute's worth helps no newcomer


def verify(examples, seed, only, path, replay, jobs, training) -> int:
    """Check the chosen cases, report, train; return the exit status."""
    cases = choose(only)
    if replay:
        return run_again([c for c in cases if c.name in only], replay)
    if path is not None:
        check_writable(path, "--json ")
    report = Report()
    tasks = [(case, dtype) for case in cases for dtype in case.dtypes]
    examples = examples or EXAMPLES
    trains = training and not only
    report.show_plan(len(cases), examples, trains)
    with report.progress(len(tasks)) as advance:
        for record in run_all(tasks, examples, seed, jobs, lambda task: advance()):
            report.add(record)
    report.show_table()
    report.show_failures()
    trained = None
    if trains:
        from ..trainings.trajectory import train_digits

        trained = train_digits(report.console)
        report.show_training(trained)
    status = 1 if report.failures or (trained and not trained.passed) else 0
    if path is not None:
        figures = report.figures(seed, trained)
        write(path, json.dumps(figures, indent=1, sort_keys=True) + "\n", "--json ")
    report.show_verdict(trained)
    report.show_next()
    return status


def choose(only) -> list[Case]:
    """Return the cases asked for by name."""
    cases = collect()
    chosen = []
    for name in only:
        found = [c for c in cases.values() if name == c.name or name in c.names]
        if not found:
            hint = did_you_mean(name, cases)
            raise click.ClickException(f"no case is called {name!r}{hint}")
        chosen += found
    return chosen if only else list(cases.values())


def run_again(cases, code) -> int:
    """Run one recorded example; return the exit status."""
    if len(cases) != 1:
        raise click.ClickException("--replay needs exactly one --only NAME")
    try:
        reproduce(cases[0], code)
    except Mismatch as mismatch:
        click.echo(str(mismatch))
        return 1
    except ValueError as error:
        raise click.ClickException(f"cannot read --replay: {error}") from error
    click.echo(f"{cases[0].name}: the example passes")
    return 0


def run_task(name: str, dtype: str, examples: int, seed: int) -> Record:
    """Check one case in one dtype; a failure is in the record, as text."""
    case = collect()[name]
    record = Record(name, dtype)
    try:
        if dtype == case.dtypes[0]:
            refusals(case)
        bulk(case, dtype, examples, seed, record)
    except Mismatch as mismatch:
        record.failure = f"{mismatch}\n{explain(mismatch)}".rstrip()
        if mismatch.example is None:
            again = f"python -m compare --only {quote(name)} --seed {seed}"
            record.failure += f"\n  reproduce: {again} --examples {examples}"
    except Exception as error:
        record.failure = f"{name}: {type(error).__name__}: {error}"
    return record


def run_all(tasks, examples, seed, jobs, advance=lambda task: None):
    """Yield the record of every task."""
    calls = [(case.name, dtype, examples, seed) for case, dtype in tasks]
    with workers(min(jobs, len(calls))) as executor:
        yield from in_order(run_task, calls, executor, advance, died)


def died(call) -> Record:
    """Return the record of a task whose processes died."""
    name, dtype, *_ = call
    return Record(name, dtype, failure=f"{name}: the process died")
