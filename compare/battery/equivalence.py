"""Run cases: draw examples, put each through the battery, shrink what fails."""

import time
import warnings
from collections.abc import Callable
from math import log
from zlib import crc32

import numpy as np
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from ..cases.case import (
    Case,
    FunctionCase,
    ModuleCase,
    OptimizerCase,
    ProgramCase,
    ScheduleCase,
)
from ..cases.strategies import HypothesisDraw
from .example import Example, draw_example, replay, seeded
from .functions import check_function
from .mismatch import Mismatch
from .modules import check_module
from .optimizers import check_optimizer, check_schedule
from .programs import check_program
from .record import Record
from .refusals import check_refusals

BATTERIES = {
    FunctionCase: check_function,
    ModuleCase: check_module,
    OptimizerCase: check_optimizer,
    ScheduleCase: check_schedule,
    ProgramCase: check_program,
}


def check_example(example: Example, record: Record) -> None:
    """Put one example through the battery.

    Raises
    ------
    Mismatch
        With the example in it, whatever went wrong.
    """
    case = example.case
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            BATTERIES[type(case)](example, record)
    except Mismatch as mismatch:
        mismatch.example = example
        raise
    except Exception as error:
        where = innermost(error)
        failure = Mismatch(
            case.name, "call", f"raises {type(error).__name__}: {error} ({where})"
        )
        failure.example = example
        raise failure from error
    record.examples += 1


def innermost(error: BaseException) -> str:
    """Return file and line of the deepest frame in this project."""
    found, frame = "unknown place", error.__traceback__
    while frame is not None:
        path = frame.tb_frame.f_code.co_filename
        for package in ("scratch", "torch_ref", "compare"):
            if f"/{package}/" in path:
                found = f"{package}/{path.rpartition(f'/{package}/')[2]}"
                found += f":{frame.tb_lineno}"
        frame = frame.tb_next
    return found


def search(
    case: Case,
    dtype: str,
    examples: int,
    base_seed: int | None = 0,
    progress: Callable[[], None] = lambda: None,
) -> Record:
    """Run `examples` examples of a case in one dtype and keep the figures.

    Parameters
    ----------
    base_seed : int or None
        None leaves seeding to the hypothesis profile in force.
    progress : function
        Called after every example.

    Raises
    ------
    Mismatch
        The simplest failure that hypothesis can find.
    """
    record = Record(case.name, dtype)
    begun = time.perf_counter()

    @st.composite
    def drawn(draw):
        return draw_example(case, HypothesisDraw(draw, dtype, case.regimes))

    def check(example):
        check_example(example, record)
        progress()

    options = {"max_examples": max(1, round(examples * case.weight))}
    if base_seed is not None:
        options.update(database=None, phases=[Phase.generate, Phase.shrink])
    run = settings(
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
        **options,
    )(given(drawn())(check))
    if base_seed is not None:
        run = seed(base_seed)(run)
    try:
        run()
    finally:
        record.seconds = time.perf_counter() - begun
    check_resolving(case, record)
    return record


def bulk(
    case: Case,
    dtype: str,
    examples: int,
    base_seed: int = 0,
    record: Record | None = None,
) -> Record:
    """Run examples drawn from seeds: several times as many in a second as `search`.

    `record` takes the figures, those before a failure too.

    Raises
    ------
    Mismatch
        The first failure, simplified by hypothesis if it finds one like it.
    """
    record = record or Record(case.name, dtype)
    begun = time.perf_counter()
    own = crc32(case.name.encode())
    try:
        for number in range(max(1, round(examples * case.weight))):
            check_example(seeded(case, dtype, base_seed, own, number), record)
    except Mismatch:
        search(case, dtype, 5 * examples, base_seed)
        raise
    finally:
        record.seconds = time.perf_counter() - begun
    check_resolving(case, record)
    return record


def check_resolving(case: Case, record: Record) -> None:
    """Require that the bounds are tight enough to show a relative error of 1e-4.

    An unstable algorithm has wide bounds; here it cannot hide behind them. Chance may
    draw many ill-conditioned elements, so the share counts as too low only where it
    would be one in a million if the floor held (Chernoff's bound).
    """
    if record.planted < 20:
        return
    share = record.caught / record.planted
    floor = case.floor[record.dtype]
    if share < floor and record.planted * divergence(share, floor) > log(1e6):
        raise Mismatch(
            case.name,
            f"resolving power in {record.dtype}",
            f"{record.caught} of {record.planted} gradients with one element wrong by "
            f"1e-4 were caught, fewer than {100 * floor:.0f} %: too wide bounds",
        )


def divergence(p: float, q: float) -> float:
    """Return Kullback and Leibler's divergence of two coins, in nats."""
    return sum(a * log(a / b) for a, b in ((p, q), (1 - p, 1 - q)) if a)


def refusals(case: Case) -> int:
    """Check a case's bad arguments; return how many were refused."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return check_refusals(case)


def reproduce(case: Case, text: str) -> Record:
    """Run the example of a `--replay` text, "dtype:code"."""
    dtype, _, code = text.partition(":")
    if dtype not in case.dtypes or not code:
        raise ValueError(f"a replay is dtype:code, got {text!r}")
    record = Record(case.name, dtype)
    check_example(replay(case, dtype, code), record)
    return record
