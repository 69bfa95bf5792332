"""`python -m compare`: every case, then the real training."""

import json
import multiprocessing
import signal
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from difflib import get_close_matches

import click
import torch

from .cases import collect
from .cases.case import Case
from .diagnosis.failure import explain
from .equivalence import bulk, refusals, reproduce
from .files import check_writable, write
from .interrupt import deaf
from .mismatch import Mismatch
from .report import Report
from .tally import Tally

EXAMPLES = 50  # of each case and dtype; more than a minute's worth helps no newcomer


def verify(examples, seed, only, path, replay, jobs, training) -> int:
    """Check the chosen cases, report, train; return the exit status."""
    cases = choose(only)
    if replay:
        return run_again(cases, replay)
    if path is not None:
        check_writable(path, "--json ")
    report = Report()
    tasks = [(case, dtype) for case in cases for dtype in case.dtypes]
    with report.progress(len(tasks)) as advance:
        for tally in run_all(tasks, examples or EXAMPLES, seed, jobs):
            report.add(tally)
            advance()
    report.show_table()
    report.show_failures()
    trained = None
    if training and not only:
        from .trajectory import train_digits

        trained = train_digits(report.console)
        report.show_training(trained)
    status = 1 if report.failures or (trained and not trained.passed) else 0
    if path is not None:
        figures = report.figures(seed, trained)
        write(path, json.dumps(figures, indent=1, sort_keys=True) + "\n", "--json ")
    report.show_verdict(trained)
    return status


def choose(only) -> list[Case]:
    """Return the cases asked for by name."""
    cases = collect()
    chosen = []
    for name in only:
        found = [c for c in cases.values() if name == c.name or name in c.names]
        if not found:
            near = get_close_matches(name, cases, 3)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
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


def run_task(name: str, dtype: str, examples: int, seed: int) -> Tally:
    """Check one case in one dtype; a failure is in the tally, as text."""
    case = collect()[name]
    tally = Tally(name, dtype)
    try:
        if dtype == case.dtypes[0]:
            refusals(case)
        bulk(case, dtype, examples, seed, tally)
    except Mismatch as mismatch:
        tally.failure = f"{mismatch}\n{explain(mismatch)}".rstrip()
        if mismatch.example is None:
            again = f"python -m compare --only {name} --seed {seed}"
            tally.failure += f"\n  reproduce: {again} --examples {examples}"
    except Exception as error:
        tally.failure = f"{name}: {type(error).__name__}: {error}"
    return tally


def run_all(tasks, examples, seed, jobs):
    """Yield the tally of every task as it is done."""
    if jobs == 1 or len(tasks) == 1:
        for case, dtype in tasks:
            yield run_task(case.name, dtype, examples, seed)
        return
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    with interruptible(
        ProcessPoolExecutor(min(jobs, len(tasks)), context, initializer=quiet)
    ) as pool:
        with deaf():
            waiting = {
                pool.submit(run_task, case.name, dtype, examples, seed): (case, dtype)
                for case, dtype in tasks
            }
        for future in as_completed(waiting):
            case, dtype = waiting[future]
            try:
                yield future.result()
            except BrokenProcessPool:
                yield Tally(case.name, dtype, failure=f"{case.name}: the process died")


@contextmanager
def interruptible(pool):
    """Drop the waiting work, and the workers, when an exception comes."""
    try:
        yield pool
    except BaseException:
        workers = list((getattr(pool, "_processes", None) or {}).values())
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.terminate()
        raise
    pool.shutdown()


def quiet():
    """Leave Ctrl-C to the parent; one thread for each process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    torch.set_num_threads(1)
