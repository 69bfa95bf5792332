"""Long work on any executor: the same results in the order of the tasks.

An executor of `concurrent.futures` runs the tasks: `Processes` of this machine, or a
dask cluster's. Either gives the task of a worker that was lost to another one.
"""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

import click
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from .interrupt import ctrl_c_ignored

TRIES = 3  # workers that a task may end
ALONE = (
    threading.Lock()
)  # tasks change settings of their process, and it may have threads


class Lost(click.ClickException):
    """A task has ended every worker that it was given to."""


class Processes(ThreadPoolExecutor):
    """Processes of this machine, each minded by a thread that replaces one that died.

    Parameters
    ----------
    jobs : int
        How many.
    """

    def __init__(self, jobs: int):
        super().__init__(jobs)
        self.starting, self.ended = threading.Lock(), False
        self.pools = [self.start() for _ in range(jobs)]  # each of one process
        self.idle = list(self.pools)

    def start(self) -> ProcessPoolExecutor:
        """Start a process; one at a time, as each copies what is open."""
        methods = multiprocessing.get_all_start_methods()
        context = multiprocessing.get_context("fork" if "fork" in methods else None)
        pool = ProcessPoolExecutor(1, context, initializer=start_worker)
        with self.starting, ctrl_c_ignored():
            pool.submit(int)
        return pool

    def submit(self, function, /, *task):
        """Give a task to the next process that is free."""
        return super().submit(self.mind, function, *task)

    def mind(self, function, *task):
        """Run a task in a process, and again in a new one if that is lost."""
        for _ in range(TRIES):
            pool = self.idle.pop()
            try:
                return pool.submit(function, *task).result()
            except BrokenProcessPool:
                if self.ended:
                    break
                self.pools.remove(pool)
                pool = self.start()
                self.pools.append(pool)
            finally:
                self.idle.append(pool)
        raise Lost(f"{described(function, task)} has ended {TRIES} processes")

    def shutdown(self, wait=True, *, cancel_futures=False):
        """End the processes; at once, where what waits is cancelled."""
        self.ended = cancel_futures
        for pool in self.pools if cancel_futures else ():
            for process in list((pool._processes or {}).values()):
                process.terminate()
        super().shutdown(wait, cancel_futures=cancel_futures)
        for pool in self.pools:
            pool.shutdown(wait)


class Here(Executor):
    """Marks that tasks are run in this process, one after the other."""


def in_order(
    function: Callable,
    tasks: Iterable[tuple],
    executor: Executor,
    advance: Callable[[tuple], object] = lambda task: None,
    lost: Callable[[tuple], object] | None = None,
) -> Iterator:
    """Yield `function(*task)` of every task, in the order of the tasks.

    Parameters
    ----------
    function : callable
        Importable, as its arguments and results travel to other processes.
    executor : concurrent.futures.Executor
    advance : callable
        Called with each task when it is done, in any order, maybe in another thread.
    lost : callable, optional
        Gives what to yield for a task that has ended several workers.

    Raises
    ------
    Lost
        If a task has ended several workers, and there is no `lost`.
    """
    if isinstance(executor, Here):
        for task in tasks:
            result = function(*task)
            advance(task)
            yield result
        return
    waiting = []
    try:
        for task in tasks:
            future = executor.submit(alone, function, *task)
            future.add_done_callback(
                lambda done, task=task: None if done.cancelled() else advance(task)
            )
            waiting.append((future, task))
        for future, task in waiting:
            try:
                yield result_of(future, function, task)
            except Lost:
                if lost is None:
                    raise
                yield lost(task)
    finally:
        for future, _ in waiting:
            future.cancel()


def alone(function: Callable, *task):
    """Run a task while no other one runs in this process."""
    with ALONE:
        return function(*task)


def result_of(future, function, task):
    """Return a result; a cluster says in its own way that workers were lost."""
    killed = getattr(sys.modules.get("distributed"), "KilledWorker", ())
    try:
        return future.result()
    except killed as error:
        raise Lost(f"{described(function, task)}: {error}") from error


def described(function, task) -> str:
    """Name a task."""
    inner = (function.__name__, *map(str, task)) if function is not alone else task
    return f"the task {' '.join(getattr(x, '__name__', str(x)) for x in inner)[:200]}"


@contextmanager
def workers(jobs: int, cluster: str | None = None) -> Iterator[Executor]:
    """Give the executor that a command asks for; drop what waits if it is stopped.

    Parameters
    ----------
    jobs : int
        Processes of this machine; 1 is this process.
    cluster : str, optional
        Address of the scheduler of a dask cluster, used instead of them.
    """
    if cluster is not None:
        with connected(cluster) as client:
            yield client.get_executor(pure=False)
        return
    if jobs == 1:
        yield Here()
        return
    pool = Processes(jobs)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def connected(address: str):
    """Return a client of a cluster.

    Raises
    ------
    click.ClickException
        If `distributed` is not installed, or nothing answers.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise click.ClickException(
            "--cluster needs dask.distributed: pip install 'gradtwin[cluster]'"
        ) from error
    try:
        return Client(address, timeout=10)
    except (OSError, ValueError) as error:
        raise click.ClickException(f"no cluster answers at {address}") from error


def options(command):
    """Add `--jobs` and `--cluster` to a command."""
    command = click.option(
        "--cluster",
        metavar="ADDRESS",
        help="Scheduler of a dask cluster that works instead (extra `cluster`); its "
        "workers must have this version, and see the same files.",
    )(command)
    return click.option(
        "--jobs",
        type=click.IntRange(min=1),
        default=min(2, os.cpu_count() or 1),
        show_default=True,
        help="Processes.",
    )(command)


def start_worker() -> None:
    """Leave Ctrl-C to the parent; one thread and an own lock for each process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tqdm.set_lock(threading.RLock())  # all share the first: a killed one would keep it
    os.environ["OMP_NUM_THREADS"] = "1"  # for what is not imported yet
    threadpool_limits(1)
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)
