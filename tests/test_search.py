"""Row 8 of the notes: grid, random, coarse-to-fine search, in parallel."""

from concurrent.futures import (
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from multiprocessing import get_context

import pytest

import scratch
import torch_ref


def bowl(point):
    """Return a value that is least at lr = 0.01, width = 30."""
    from math import log10

    return (log10(point["lr"]) + 2) ** 2 + ((point["width"] - 30) / 50) ** 2


def fail_when_wide(point):
    if point["width"] > 50:
        raise ArithmeticError(f"too wide: {point['width']}")
    return bowl(point)


def space(dl=scratch):
    return dl.Space(lr=dl.LogUniform(1e-5, 1.0), width=dl.Integer(1, 100))


def test_coarse_to_fine_shrinks_the_region_around_the_best(dl):
    dl.manual_seed(2)
    seen = []

    def objective(point):
        seen.append(point)
        return bowl(point)

    trials = dl.coarse_to_fine(objective, space(dl), n=20, rounds=3, shrink=0.3)
    assert len(seen) == len(trials) == 60

    def width(points):
        return max(p["width"] for p in points) - min(p["width"] for p in points)

    first, second, third = seen[:20], seen[20:40], seen[40:]
    assert width(third) < width(second) < width(first)
    best = min(map(bowl, first))
    assert trials[0].value < best
    centre = min(first, key=bowl)
    assert all(abs(p["width"] - centre["width"]) <= 16 for p in second)


def test_both_backends_choose_the_same_point():
    chosen = []
    for dl in (scratch, torch_ref):
        dl.manual_seed(3)
        chosen.append(dl.coarse_to_fine(bowl, space(dl), n=10, rounds=3)[0])
    assert chosen[0] == chosen[1]


def test_a_failing_trial_is_recorded_and_the_search_goes_on(dl):
    dl.manual_seed(4)
    points = space(dl).random(30)
    trials = dl.search(fail_when_wide, points)
    failed = [trial for trial in trials if trial.error]
    assert len(trials) == 30
    assert len(failed) == sum(point["width"] > 50 for point in points) > 0
    assert trials[-len(failed) :] == failed
    assert all("ArithmeticError: too wide" in trial.error for trial in failed)
    values = [trial.value for trial in trials if not trial.error]
    assert values == sorted(values)


def test_nan_counts_as_a_failure():
    trials = scratch.search(lambda point: float("nan"), [{"lr": 0.1}])
    assert "NaN" in trials[0].error


def test_what_is_no_number_counts_as_a_failure(dl):
    results = {1: "wide", 2: None, 3: 7, 4: dl.tensor(6.0)}
    points = [{"width": width} for width in results]
    trials = dl.search(lambda point: results[point["width"]], points)
    assert [type(trial.value) for trial in trials] == [float] * 2 + [type(None)] * 2
    assert [trial.value for trial in trials] == [6.0, 7.0, None, None]
    assert [trial.error.split(":")[0] for trial in trials[2:]] == [
        "ValueError",
        "TypeError",
    ]


def test_an_interrupted_search_cancels_what_waits_in_the_pool(dl):
    futures = []

    class Waiting(Executor):
        def submit(self, fn, /, *args):
            futures.append(Future())
            if len(futures) == 1:
                futures[0].set_exception(KeyboardInterrupt())
            return futures[-1]

    with pytest.raises(KeyboardInterrupt):
        dl.search(bowl, space(dl).random(3), Waiting())
    assert [future.cancelled() for future in futures] == [False, True, True]


def test_equal_values_are_ordered_by_their_points(dl):
    points = [{"lr": 0.1, "width": 2}, {"width": 1, "lr": 0.1}]
    trials = dl.search(lambda point: 0, points)
    assert [trial.point for trial in trials] == points[::-1]
    failing = dl.search(lambda point: 1 / 0, points)
    assert [trial.point for trial in failing] == points[::-1]


def test_a_search_in_which_all_fails_keeps_its_space(dl):
    seen = []

    def objective(point):
        seen.append(point["width"])
        raise ArithmeticError

    dl.manual_seed(9)
    box = dl.Space(width=dl.Integer(1, 1000))
    trials = dl.coarse_to_fine(objective, box, n=40, rounds=2, shrink=0.01)
    assert [trial.value for trial in trials] == [None] * 80
    assert max(seen[40:]) - min(seen[40:]) > 500


def test_coarse_to_fine_runs_as_its_search_is_told(dl, tmp_path, capsys):
    log, used = tmp_path / "trials.jsonl", []

    class Noted(ThreadPoolExecutor):
        def submit(self, fn, /, *args):
            used.append(args)
            return super().submit(fn, *args)

    dl.manual_seed(9)
    with Noted(1) as executor:
        trials = dl.coarse_to_fine(bowl, space(dl), 3, 2, 0.5, executor, log, True)
    assert len(used) == len(log.read_text().splitlines()) == len(trials) == 6
    bars = capsys.readouterr().err
    assert "search" in bars
    assert "3/3" in bars
    assert "trial/s" in bars
    dl.search(bowl, space(dl).random(3))
    assert capsys.readouterr().err == ""


def test_what_cannot_be_searched_is_refused(dl):
    with pytest.raises(TypeError, match="space has no random, got dict"):
        dl.coarse_to_fine(bowl, {"lr": (0, 1)})
    for shrink in (0, 1):
        with pytest.raises(ValueError, match=r"shrink must be in \(0, 1\), got"):
            dl.coarse_to_fine(bowl, space(dl), shrink=shrink)


@pytest.mark.parametrize("pool", ["threads", "processes"])
def test_any_executor_gives_the_same_trials(pool):
    scratch.manual_seed(6)
    points = space().random(12)
    expected = scratch.search(fail_when_wide, points)
    if pool == "threads":
        executor = ThreadPoolExecutor(2)
    else:
        executor = ProcessPoolExecutor(2, mp_context=get_context("forkserver"))
    with executor:
        assert scratch.search(fail_when_wide, points, executor) == expected


def test_a_search_runs_on_a_cluster():
    distributed = pytest.importorskip(
        "dask.distributed", reason="the extra `cluster` is not installed"
    )
    scratch.manual_seed(8)
    points = space().random(8)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=False, dashboard_address=":0"
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        trials = scratch.search(fail_when_wide, points, client.get_executor())
    assert trials == scratch.search(fail_when_wide, points)
