"""Row 8 of the notes: grid, random, coarse-to-fine search, parallel and resumable."""

import json
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import pytest

import scratch
import torch_ref
from scratch import Choice, Integer, LogUniform, Space, Uniform

PACKAGES = pytest.mark.parametrize(
    "dl", [scratch, torch_ref], ids=["scratch", "torch_ref"]
)


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


def mixed(dl):
    return dl.Space(
        lr=dl.LogUniform(1e-5, 1.0),
        momentum=dl.Uniform(0.0, 0.99),
        width=dl.Integer(4, 64),
        activation=dl.Choice(("relu", "tanh")),
    )


def test_random_points_give_n_distinct_values_where_a_grid_gives_its_root():
    scratch.manual_seed(0)
    box = Space(a=Uniform(0.0, 1.0), b=LogUniform(1e-4, 1.0), c=Uniform(-1.0, 1.0))
    n, k = 64, 4
    random, grid = box.random(n), box.grid(k)
    assert len(random) == len(grid) == n
    for name in box.dimensions:
        assert len({point[name] for point in random}) == n
        assert len({point[name] for point in grid}) == k


def test_a_grid_holds_the_ends_all_options_and_no_integer_twice():
    box = Space(a=Uniform(-1.0, 1.0), n=Integer(1, 2), f=Choice(("x", "y", "z")))
    points = box.grid(3)
    assert sorted({point["a"] for point in points}) == [-1.0, 0.0, 1.0]
    assert {point["n"] for point in points} == {1, 2}
    assert {point["f"] for point in points} == {"x", "y", "z"}
    assert len(points) == 3 * 2 * 3
    assert Space(a=Uniform(0.0, 1.0)).grid(1) == [{"a": 0.5}]


def test_draws_stay_inside_and_fill_their_ranges():
    scratch.manual_seed(1)
    points = mixed(scratch).random(2000)
    for point in points:
        assert 1e-5 <= point["lr"] <= 1.0
        assert 0.0 <= point["momentum"] <= 0.99
    assert {point["width"] for point in points} == set(range(4, 65))
    small = sum(point["lr"] < 10**-2.5 for point in points) / len(points)
    assert 0.45 < small < 0.55  # half the orders of magnitude, half the draws


def test_both_backends_draw_the_same_points():
    scratch.manual_seed(5)
    torch_ref.manual_seed(5)
    assert mixed(scratch).random(50) == mixed(torch_ref).random(50)


@PACKAGES
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


@PACKAGES
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


def test_an_interrupted_search_goes_on_without_repeating_or_losing_a_trial(tmp_path):
    log = tmp_path / "trials.jsonl"
    scratch.manual_seed(7)
    points = space().random(10)
    calls = []

    def stop_after_four(point):
        if len(calls) == 4:
            raise KeyboardInterrupt
        calls.append(point)
        return bowl(point)

    with pytest.raises(KeyboardInterrupt):
        scratch.search(stop_after_four, points, log=log)
    assert len(log.read_text().splitlines()) == 4
    again = []

    def count(point):
        again.append(point)
        return bowl(point)

    trials = scratch.search(count, points, log=log)
    assert again == points[4:]
    assert trials == scratch.search(bowl, points)
    assert len(log.read_text().splitlines()) == 10
    assert torch_ref.search(count, points, log=log) == trials  # nothing left to do
    assert len(again) == 6


def test_a_half_written_last_line_is_tried_again(tmp_path):
    log = tmp_path / "trials.jsonl"
    points = [{"lr": 0.1, "width": 3}, {"lr": 0.2, "width": 4}]
    scratch.search(bowl, points, log=log)
    whole = log.read_text()
    for cut in range(len(whole.splitlines()[0]) + 1, len(whole)):
        log.write_text(whole[:cut])
        scratch.search(bowl, points, log=log)
        assert log.read_text() == whole


def test_a_log_of_something_else_is_refused_by_line(tmp_path):
    log = tmp_path / "trials.jsonl"
    log.write_text(json.dumps({"point": {}, "value": 1.0, "error": None}) + "\nhello\n")
    with pytest.raises(ValueError, match=r"line 2: not a trial: 'hello'"):
        scratch.search(bowl, [{"lr": 0.1, "width": 3}], log=log)


def test_a_point_asked_for_twice_is_tried_twice(tmp_path):
    log = tmp_path / "trials.jsonl"
    points = [{"lr": 0.1, "width": 3}] * 2
    assert len(scratch.search(bowl, points, log=log)) == 2
    assert len(log.read_text().splitlines()) == 2
    scratch.search(bowl, points, log=log)
    assert len(log.read_text().splitlines()) == 2


@PACKAGES
def test_impossible_spaces_are_refused(dl):
    with pytest.raises(ValueError, match="low <= high"):
        dl.Space(a=dl.Uniform(1.0, 0.0))
    with pytest.raises(ValueError, match="above 0"):
        dl.Space(a=dl.LogUniform(0.0, 1.0))
    with pytest.raises(ValueError, match="at least one option"):
        dl.Space(a=dl.Choice(()))
    with pytest.raises(TypeError, match="got tuple"):
        dl.Space(a=(0, 1))
    with pytest.raises(ValueError, match="at least one dimension"):
        dl.Space()
    with pytest.raises(ValueError, match="k must be at least 1, got 0"):
        space(dl).grid(0)
    with pytest.raises(ValueError, match=r"shrink must be in \(0, 1\), got 1"):
        dl.coarse_to_fine(bowl, space(dl), shrink=1)


def test_a_search_runs_on_a_cluster():
    distributed = pytest.importorskip(
        "dask.distributed", reason="the extra `cluster` is not installed"
    )
    scratch.manual_seed(8)
    points = space().random(8)
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        trials = scratch.search(fail_when_wide, points, client.get_executor())
    assert trials == scratch.search(fail_when_wide, points)
