"""Search of hyperparameters: try points, in parallel, and lose no result."""

import json
import os
from collections import Counter, namedtuple
from concurrent.futures import Executor, Future, as_completed
from contextlib import nullcontext
from pathlib import Path

from ..engine.checks import check_has


class Trial(namedtuple("Trial", "point value error")):
    """A point with the value found there, or the error that it raised (else None)."""


class Inline(Executor):
    """Run each trial at once, in this process."""

    def submit(self, fn, /, *args, **kwargs):
        """Return a future that is done."""
        future = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def search(objective, points, executor=None, log=None, progress=False):
    """Evaluate `objective` at every point; the smallest value is the best.

    Parameters
    ----------
    objective : callable
        From a point to a number; for a pool of processes, importable.
    points : list of dict
        From `Space.random` or `Space.grid`.
    executor : concurrent.futures.Executor, optional
        Where trials run: a pool of processes or threads, a cluster's executor; left
        out, in this process.
    log : path, optional
        JSON-lines file to which every finished trial is added. Trials found in it are
        not repeated, so an interrupted search goes on where it stopped.
    progress : bool
        Show a progress bar.

    Returns
    -------
    trials : list of Trial
        Best first, failed ones last.

    Raises
    ------
    ValueError
        If a line of the log, other than an unfinished last one, is not a trial.
    """
    trials, waiting = divide(points, read_log(log))
    with open_log(log) as file, progress_bar(len(waiting), progress) as bar:
        for trial in run(objective, waiting, executor or Inline()):
            write_trial(file, trial)
            trials.append(trial)
            bar.update()
    return sorted(trials, key=rank)


def coarse_to_fine(
    objective,
    space,
    n=16,
    rounds=3,
    shrink=0.4,
    executor=None,
    log=None,
    progress=False,
):
    """Search at random, then again in a smaller space around the best so far.

    Parameters
    ----------
    objective : callable
    space : Space
    n : int
        Points of each round.
    rounds : int
    shrink : float
        Share of each width that the next round keeps, in (0, 1).
    executor, log, progress
        As for `search`.

    Returns
    -------
    trials : list of Trial
        Of all rounds, best first.

    Raises
    ------
    ValueError
        If shrink is not in (0, 1).
    """
    check_has("space", space, "random")
    if not 0 < shrink < 1:
        raise ValueError(f"shrink must be in (0, 1), got {shrink}")
    trials = []
    for _ in range(rounds):
        points = space.random(n)
        trials += search(objective, points, executor, log, progress)
        trials.sort(key=rank)
        if trials and trials[0].error is None:
            space = space.around(trials[0].point, shrink)
    return trials


def run(objective, points, executor):
    """Yield a Trial for each point as it finishes."""
    if isinstance(executor, Inline):  # one after the other: each is logged when done
        for point in points:
            yield finished(point, executor.submit(objective, point))
        return
    futures = {executor.submit(objective, point): point for point in points}
    try:
        for future in as_completed(futures):
            yield finished(futures[future], future)
    finally:
        for future in futures:
            future.cancel()


def finished(point, future):
    """Return the Trial of a future that is done."""
    try:
        value = float(future.result())
    except Exception as error:
        return Trial(point, None, f"{type(error).__name__}: {error}")
    if value != value:
        return Trial(point, None, "ValueError: the objective returned NaN")
    return Trial(point, value, None)


def rank(trial):
    """Order trials: smallest value first, failed ones last, ties by point."""
    return trial.error is not None, trial.value, key(trial.point)


def key(point):
    """Return one text for equal points."""
    return json.dumps(point, sort_keys=True)


def divide(points, found):
    """Return the trials already found for these points, and the points left."""
    trials, waiting = [], []
    spare = Counter()
    for point in points:
        known = found.get(key(point), [])
        if spare[key(point)] < len(known):
            trials.append(known[spare[key(point)]])
            spare[key(point)] += 1
        else:
            waiting.append(point)
    return trials, waiting


def read_log(log):
    """Return the trials of a log by point; an unfinished last line is dropped."""
    found = {}
    if log is None or not Path(log).exists():
        return found
    text = Path(log).read_bytes()
    whole, _, rest = text.rpartition(b"\n")
    for number, line in enumerate(whole.splitlines(), 1):
        try:
            trial = Trial(**json.loads(line))
        except (ValueError, TypeError) as error:
            shown = line.decode(errors="replace")
            raise ValueError(f"{log}, line {number}: not a trial: {shown!r}") from error
        found.setdefault(key(trial.point), []).append(trial)
    os.truncate(log, len(text) - len(rest))
    return found


def open_log(log):
    """Open the log to add to it; without one, nothing."""
    if log is None:
        return nullcontext()
    return Path(log).open("ab")


def write_trial(file, trial):
    """Add a trial to the log, safe on disk before the next one."""
    if file is None:
        return
    file.write(json.dumps(trial._asdict()).encode() + b"\n")
    file.flush()
    os.fsync(file.fileno())


def progress_bar(total, show):
    """Return a progress bar, drawn only if `show`."""
    from tqdm import tqdm

    return tqdm(total=total, desc="search", unit="trial", disable=not show)
