"""Grade many sheets: each worker has a judge, a process that can be ended."""

import atexit
import contextlib
import time
from collections.abc import Callable
from concurrent.futures import Executor

from ..checking.process import Ended, Process
from ..terminal.workers import in_order
from .catalogue import collect
from .folder import Sheet
from .grading import Grade

STARTING = 120.0  # seconds that importing torch may take on a busy machine
JUDGES: dict[float, Process] = {}  # of this process, by the time they give


def mark_all(
    sheets: list[Sheet],
    timeout: float,
    executor: Executor,
    advance: Callable[[tuple], object] = lambda task: None,
) -> list[Grade]:
    """Return the grades in the order of the sheets.

    Parameters
    ----------
    sheets : list of Sheet
    timeout : float
        Seconds that one sheet may take.
    executor, advance
        As for `compare.terminal.workers.in_order`.
    """
    try:
        tasks = [(sheet, timeout) for sheet in sheets]
        return list(in_order(mark, tasks, executor, advance))
    finally:
        dismiss()


def mark(sheet: Sheet, timeout: float) -> Grade:
    """Grade a sheet, with a new judge after one that ended."""
    began = time.monotonic()
    try:
        judge = JUDGES.get(timeout) or new(timeout)
        began = time.monotonic()
        grade = ask(judge, sheet)
    except (Ended, OSError) as error:
        JUDGES.pop(timeout, None)
        grade = lost(sheet, str(error))
    grade.seconds = time.monotonic() - began
    return grade


def new(timeout: float) -> Process:
    """Start a judge."""
    judge = Process("compare.teaching.judging", timeout)
    judge.ask("ready", timeout=STARTING)
    JUDGES[timeout] = judge
    return judge


@atexit.register
def dismiss() -> None:
    """End the judges of this process."""
    while JUDGES:
        with contextlib.suppress(OSError):
            JUDGES.popitem()[1].end()


def ask(judge: Process, sheet: Sheet) -> Grade:
    """Let a judge grade a sheet."""
    answer = judge.ask(
        "grade",
        path=str(sheet.path.absolute()),
        exercise=sheet.exercise,
        seconds=min(20.0, judge.timeout / 3),
    )
    if "error" in answer:
        error = answer["error"]
        return lost(sheet, f"{error['type']}: {error['message']}")
    grade = Grade(**answer)
    grade.file, grade.person = str(sheet.path), sheet.person
    return grade


def lost(sheet: Sheet, reason: str) -> Grade:
    """Return the grade of a sheet that could not be judged."""
    points = collect()[sheet.exercise].points
    return Grade(
        sheet.exercise,
        str(sheet.path),
        sheet.person,
        "not judged",
        of=points,
        hint=reason,
    )
