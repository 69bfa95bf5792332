"""Long work: the same results in the same order, whoever does it and whoever dies."""

import multiprocessing
import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click
import pytest
from tqdm import tqdm

from compare.battery import campaign
from compare.fuzz.campaign import Progress, run_all
from compare.teaching.catalogue import collect
from compare.teaching.folder import Sheet
from compare.teaching.marking import mark_all
from compare.teaching.sheet import sheet, solved
from compare.terminal.workers import Here, Lost, Processes, connected, in_order, workers
from tests.mutation import processes
from tests.mutation.alone import attack_alone
from tests.mutation.equivalent import Listed

SMALL = "scratch/layers/identity.py"
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


def square(number):
    time.sleep(0.02 * (number % 3))  # so that they do not end in their order
    return number**2


def end_once(number, folder):
    """End the process that is first given task 3."""
    if number == 3 and not (Path(folder) / "ended").exists():
        (Path(folder) / "ended").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number, os.getpid()


def end_always(number):
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.parametrize("kind", [Here, ThreadPoolExecutor, Processes])
def test_results_come_in_the_order_of_the_tasks_and_each_is_told_once(kind):
    tasks, done = [(number,) for number in range(12)], []
    with kind(*(() if kind is Here else (3,))) as executor:
        found = list(in_order(square, tasks, executor, done.append))
    assert found == [number**2 for number in range(12)]
    assert sorted(done) == tasks


@posix
def test_the_task_of_a_process_that_died_is_run_again(tmp_path):
    with Processes(2) as executor:
        tasks = [(number, str(tmp_path)) for number in range(8)]
        found = list(in_order(end_once, tasks, executor))
    assert [number for number, _ in found] == list(range(8))
    assert len({process for _, process in found}) == 3
    assert os.getpid() not in {process for _, process in found}


@posix
def test_a_task_that_ends_every_process_is_named_and_costs_no_other_its_result():
    tasks = [(number,) for number in range(4)]
    with workers(2) as executor:
        found = list(in_order(end_always, tasks, executor, lost=lambda task: "lost"))
        assert found == [0, "lost", 2, 3]
        with pytest.raises(Lost, match="the task end_always 1 has ended 3 processes"):
            list(in_order(end_always, tasks, executor))


def end_at_a_bar(number, folder):
    """Return whether a progress bar may be written, and end one process that does."""
    free = tqdm.get_lock().acquire(True, 5)
    end_once(number, folder)
    if free:
        tqdm.get_lock().release()
    return free


@posix
def test_a_process_that_dies_as_it_writes_a_bar_holds_up_no_other(tmp_path):
    before = tqdm.get_lock()
    tqdm.set_lock(multiprocessing.RLock())  # as tqdm's own: all copies share it
    try:
        with Processes(2) as executor:
            tasks = [(number, str(tmp_path)) for number in range(8)]
            assert all(in_order(end_at_a_bar, tasks, executor))
        assert tqdm.get_lock().acquire(True, 5)
    finally:
        tqdm.set_lock(before)


def failing(number):
    raise ArithmeticError(f"no {number}")


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_of_a_task_is_raised_and_the_rest_dropped(jobs):
    def run():
        with workers(jobs) as executor:
            list(in_order(failing, [(n,) for n in range(1000)], executor))

    with pytest.raises(ArithmeticError, match="no 0"):
        run()


def test_a_cluster_that_is_not_there_is_one_clear_line(monkeypatch):
    pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    with pytest.raises(click.ClickException, match="no cluster answers at nowhere"):
        connected("nowhere")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(click.ClickException, match=r"gradtwin\[cluster\]"):
        connected("127.0.0.1:1")


@pytest.fixture(scope="module")
def cluster():
    """Start a cluster of two workers on this machine."""
    distributed = pytest.importorskip(
        "distributed", reason="the extra `cluster` is not installed"
    )
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        dashboard_address=":0",  # any free port
    ) as started:
        yield started


def everything(executor, folder):
    """Run a little of all that is long: campaign, fuzz, grading and mutation."""
    cases = [("relu", "float64", 0, number, 10) for number in range(3)]
    records = in_order(campaign.run_chunk, cases, executor)
    yield [(record.examples, record.share, alarms) for record, alarms in records]
    progress = Progress(60, 5, chunk=20)
    sizes = list(run_all(progress, executor))
    yield sizes, progress.counts.row()
    found = [Sheet(folder / name, "tanh") for name in ("right.py", "blank.py")]
    yield [(g.state, g.file) for g in mark_all(found, 30.0, executor)]
    if processes.available():
        runs = {"Identity": {(SMALL, "Identity.forward")}}
        attacks = [(SMALL, 3, runs, Listed({}), False, float("inf"))]
        (result,) = in_order(attack_alone, attacks, executor)
        yield result.count(), [str(v.mutant) for v in result.verdicts]


@posix
def test_a_cluster_gives_what_this_process_gives_though_a_worker_is_killed(
    request, tmp_path
):
    exercise = collect()["tanh"]
    (tmp_path / "right.py").write_text(solved(exercise))
    (tmp_path / "blank.py").write_text(sheet(exercise))
    expected = list(everything(Here(), tmp_path))
    cluster = request.getfixturevalue("cluster")  # whose threads draw random numbers
    with workers(1, cluster.scheduler_address) as executor:
        tasks = [(number, str(tmp_path)) for number in range(8)]
        found = list(in_order(end_once, tasks, executor))
        assert [number for number, _ in found] == list(range(8))
        assert (tmp_path / "ended").exists()
        assert list(everything(executor, tmp_path)) == expected
