"""The measurement of speed: what is raced, counted, marked and written."""

import json
import os
import re

import numpy as np
import pytest
import torch
from click.testing import CliRunner
from threadpoolctl import threadpool_info, threadpool_limits

import scratch
import torch_ref
from compare.cases import collect
from compare.cli import cli
from compare.reading.pairs import ROOT
from compare.speed import clock, gpt, malloc, measure, memory, report, updates
from compare.speed.convolutional import NETWORKS, Convolutional
from compare.speed.gpt import GPT
from compare.speed.networks import OPTIMISERS, SMALL_WORK, Network
from compare.speed.operations import OPERATIONS, SIZES, fixed_statement, statement
from compare.speed.sequences import SEQUENCES
from compare.speed.sides import SIDES
from compare.speed.streams import STREAMS
from compare.speed.updates import UPDATES, weights
from scratch.engine import allocator

TINY = {
    "SGD": Network((6, 5, 4, 3), 7, regularised=True),
    "AdamW": Network((6, 5, 4, 3), 7),  # a bias before BN has no gradient but rounding
}
SEEING = Convolutional(8, (2, 3), 1.0, batch=4)
SPEED = (ROOT / ".github/SPEED.md").read_text(encoding="utf-8")
HAS_STATUS = pytest.mark.skipif(
    not memory.measurable(), reason="the system tells no highest resident set"
)


def row(**changes):
    """Return a row of the table that reaches its targets."""
    figures = {
        "name": "64-32-10 SGD",
        "ratio": 0.4,
        "target": 0.5,
        "scratch": 4e-5,
        "torch": 1e-4,
        "spread": 0.01,
        "share": 0.9,
        "torch_share": 0.8,
        "least_share": 0.85,
        "memory": (1e6, 2e6),
    }
    return measure.Race(**{**figures, **changes})


def test_statements_run_in_turns_each_the_same_number_of_turns():
    order = []

    def run(name):
        return lambda: order.append(name)

    race = clock.race({"a": run("a"), "b": run("b")}, seconds=0.01, least=3)
    assert len(race.seconds["a"]) == len(race.seconds["b"]) >= 3
    turns = [name for name, before in zip(order[1:], order) if name != before]
    assert set(turns[:-1:2]) != set(turns[1::2])


def test_a_ratio_is_the_median_over_neighbouring_turns():
    race = clock.Race({"a": [1.0, 2.0, 9.0], "b": [2.0, 4.0, 9.0]})
    assert race.ratio("a", "b") == 0.5
    assert race.median("a") == 2.0
    assert race.spread("b") == pytest.approx(3.5 / 4)


def test_both_sides_get_the_same_threads_and_their_own_back():
    def threads():
        found = (p for p in threadpool_info() if p["user_api"] == "blas")
        return {torch.get_num_threads(), *(pool["num_threads"] for pool in found)}

    torch.set_num_threads(2)
    try:
        with threadpool_limits(2, user_api="blas"):
            with clock.same_threads(1):
                assert threads() == {1}
            assert threads() == {2}
    finally:
        torch.set_num_threads(1)


@pytest.mark.parametrize(
    ("network", "optimiser"),
    [*((TINY[name], name) for name in OPTIMISERS), (SEEING, "SGD")],
)
def test_both_sides_train_the_same_network(monkeypatch, network, optimiser):
    trained = []
    build = type(network).build

    def remember(self, side):
        trained.append(build(self, side))
        return trained[-1]

    monkeypatch.setattr(type(network), "build", remember)
    for side in SIDES:
        step = network.step(side, optimiser)
        step()
        step()
    ours, theirs = (model.state_dict() for model in trained)
    assert list(ours) == list(theirs)
    for name in ours:
        np.testing.assert_allclose(
            ours[name].numpy(), theirs[name].numpy(), 1e-4, 1e-6, err_msg=name
        )


def test_the_products_of_a_step_are_those_of_its_layers():
    dense = Network((8, 4, 2), 3)
    shapes = []
    matmul = np.matmul
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            np, "matmul", lambda a, b, out: shapes.append((a.shape, b.shape, out.shape))
        )
        dense.products()()
    assert shapes == [
        ((3, 8), (8, 4), (3, 4)),
        ((4, 3), (3, 8), (4, 8)),
        ((3, 4), (4, 2), (3, 2)),
        ((2, 3), (3, 4), (2, 4)),
        ((3, 2), (2, 4), (3, 4)),
    ]
    assert dense.work() == sum(2 * a[0] * a[1] * b[1] for a, b, _ in shapes)
    assert np.matmul is matmul


def test_the_products_of_a_convolution_are_those_with_the_columns_of_its_images():
    shapes = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(np, "matmul", lambda a, b, out: shapes.append((a.shape, b.shape)))
        SEEING.products()()
    assert shapes[:5] == [
        ((2, 9), (4, 9, 64)),
        ((4, 2, 64), (4, 64, 9)),
        ((3, 18), (4, 18, 16)),
        ((4, 3, 16), (4, 16, 18)),
        ((18, 3), (4, 3, 16)),
    ]
    of = [
        2 * a[-2] * a[-1] * b[-1] * (4 if len(b) + len(a) > 4 else 1) for a, b in shapes
    ]
    assert SEEING.work() == sum(of)


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_computes_the_same_gradients_on_both_sides(name):
    gradients = []
    for side in SIDES:
        rng = np.random.default_rng(0)

        def draw(*shape, rng=rng):
            return rng.standard_normal(shape, np.float32)

        side.engine.manual_seed(0)
        forward, leaves = OPERATIONS[name](side, draw, 8, 12)
        output = forward()
        output.backward(side.engine.from_numpy(draw(*output.shape)))
        gradients.append([leaf.grad.numpy() for leaf in leaves])
    for ours, theirs in zip(*gradients):
        np.testing.assert_allclose(ours, theirs, 2e-4, 2e-5)


@pytest.mark.parametrize(
    "name", ["max_pool1d", "dropout1d", *SEQUENCES], ids=lambda name: name
)
def test_an_operation_of_one_size_runs_on_both_sides(name):
    for side in SIDES:
        run = fixed_statement(side, measure.FIXED[name][0])
        run()
        run()


@pytest.mark.parametrize("side", SIDES, ids=lambda side: side.name)
def test_a_statement_leaves_no_gradient_behind(side):
    run = statement(side, "linear", 4, 3)
    run()
    run()


def test_every_layer_and_loss_that_is_a_function_is_raced():
    functions = {
        case.name
        for case in collect().values()
        if case.name in (*scratch.layers.__all__, *scratch.losses.__all__)
        and callable(getattr(torch_ref, case.name))
        and case.name.islower()
    }
    raced = {name.partition(",")[0] for name in (*OPERATIONS, *measure.FIXED)}
    assert functions - raced <= {"argmax", "hardmax"}


def test_every_step_of_the_table_has_a_row_and_the_small_ones_a_stricter_target():
    steps, operations, streams = measure.names(())
    assert len(steps) == len(NETWORKS) * len(OPTIMISERS)
    assert len(operations) == len(OPERATIONS) * len(SIZES) + len(measure.FIXED)
    small = {n.name for n in NETWORKS if n.work() < SMALL_WORK}
    assert small == {"64-32-10", "64-128-64-10 BN+dropout"}
    assert streams == [*GPT, *UPDATES, *STREAMS]
    assert measure.names(["relu 32x64"])[0] == []


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_draws_the_same_numbers_on_both_sides(name):
    drawn = []
    for side in SIDES:
        draw = STREAMS[name][0](side)
        side.engine.manual_seed(5)
        drawn.append(draw().numpy())
    assert np.array_equal(*drawn)


@pytest.mark.parametrize("name", GPT)
def test_the_gpt_takes_the_same_step_on_both_sides(name, monkeypatch):
    monkeypatch.setattr(gpt, "SIZES", {"layers": 1, "heads": 2, "width": 8})
    losses = []
    for side in SIDES:
        run = GPT[name][0](side)
        losses.append([run().item() for _ in range(3)])
    np.testing.assert_allclose(*losses, rtol=1e-5)
    assert losses[0][0] != losses[0][-1]


def test_every_optimiser_is_raced():
    raced = {name.split()[0] for name in UPDATES} | {*OPTIMISERS}
    raced |= {"Adam", "Optimizer"}  # the same as AdamW, and no optimiser itself
    assert raced == {
        name for name in scratch.optim.__all__ if name in vars(torch.optim)
    }


@pytest.mark.parametrize("name", UPDATES)
def test_a_step_moves_the_same_weights_on_both_sides(name, monkeypatch):
    monkeypatch.setattr(updates, "SHAPES", ((3, 4), (4,)))
    moved = []
    for side in SIDES:
        params = weights(side)
        monkeypatch.setattr(updates, "weights", lambda side, kept=params: kept)
        before = [param.detach().numpy().copy() for param in params]
        UPDATES[name][0](side)()
        moved.append([p.detach().numpy() - b for p, b in zip(params, before)])
        assert all(np.any(change) for change in moved[-1])
    for ours, theirs in zip(*moved):
        np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-6)


def test_a_stream_must_keep_to_its_limit():
    assert row(target=None, limit=1e-2).missed == []
    assert row(target=None, limit=1e-6).missed == ["time"]


@pytest.mark.parametrize(
    ("changes", "missed"),
    [
        ({}, []),
        ({"ratio": 0.51}, ["time"]),
        ({"share": 0.84}, ["products"]),
        ({"memory": (2.1e6, 2e6)}, ["memory"]),
        ({"memory": None, "least_share": None, "share": None}, []),
    ],
)
def test_a_row_names_the_targets_it_misses(changes, missed):
    assert row(**changes).missed == missed
    assert row(**changes).figures()["missed"] == missed


def test_a_row_slower_than_torch_is_marked():
    assert report.verdict(row()) == ""
    assert report.verdict(row(ratio=1.2, target=1.5)) == "slower"
    assert report.verdict(row(ratio=1.2)) == "slower; missed: time"


@HAS_STATUS
def test_memory_grows_by_what_a_process_allocates():
    with memory.ProcessPoolExecutor(1, memory.get_context("spawn")) as pool:
        grown = pool.submit(touch, 2**25).result()
    assert 0.9 < grown / 2**25 < 1.5


def touch(size):
    """Return how much the resident set grows when so many bytes are written."""
    before = memory.resident("VmRSS")
    array = np.ones(size, np.uint8)
    return memory.resident("VmHWM") - before if array.all() else 0


def test_the_command_prints_and_writes_the_rows_asked_for(tmp_path):
    path = tmp_path / "speed.json"
    options = ["--only", "tanh 32x64", "--seconds", "0.01", "--json", str(path)]
    result = CliRunner().invoke(cli, ["speed", *options, "--threads", "1"])
    assert result.exit_code in (0, 1), result.output
    (figures,) = [
        r for r in json.loads(path.read_text()) if r["name"].startswith("tanh")
    ]
    assert figures["scratch"] > 0
    assert figures["torch"] > 0
    assert "tanh 32x64" in result.output
    assert ("missed" in result.output) == (result.exit_code == 1)


@pytest.mark.skipif(
    not allocator.freed_memory_is_kept, reason="this process keeps no freed memory"
)
def test_torch_is_timed_where_the_allocator_is_as_it_was(monkeypatch):
    before = dict(os.environ)
    with malloc.as_it_was() as alone:
        assert alone(NETWORKS[0], "SGD", 0.01, "cpu") > 0
        assert os.environ == before
    assert "12.3 ms" in report.markdown([row(torch_alone=0.0123)], [], [], "a machine")
    monkeypatch.setattr(allocator, "freed_memory_is_kept", False)
    with malloc.as_it_was() as alone:
        assert alone(NETWORKS[0], "SGD", 0.01, "cpu") is None


def test_that_process_keeps_no_freed_memory(monkeypatch):
    monkeypatch.setattr(allocator, "freed_memory_is_kept", True)
    with pytest.raises(RuntimeError, match="keeps freed memory"):
        malloc.torch_alone(0, "SGD", 0.01, "cpu", 1)


def test_a_name_without_rows_is_refused():
    result = CliRunner().invoke(cli, ["speed", "--only", "nonsense"])
    assert result.exit_code == 1
    assert "nonsense" in result.output


def test_the_page_shows_a_row_for_every_step():
    begin, end = map(re.escape, report.MARKS)
    (table,) = re.findall(f"{begin}(.*?){end}", SPEED, flags=re.S)
    shown = re.findall(r"^\| (\S.*?) \| \*\*(\d+\.\d\d)\*\*", table, flags=re.M)
    assert [name for name, _ in shown] == [
        f"{network.name} {optimiser}"
        for network in NETWORKS
        for optimiser in OPTIMISERS
    ]


def test_renewing_the_table_changes_nothing_else():
    rows = [row()], [row(name="relu 32x64")], [row(name="rand 1000000")]
    table = report.markdown(*rows, "a machine")
    text = report.insert(SPEED, table)
    begin, end = report.MARKS
    assert text.partition(begin)[0] == SPEED.partition(begin)[0]
    assert text.partition(end)[2] == SPEED.partition(end)[2]
    assert "**0.40**" in text
    with pytest.raises(ValueError, match="must hold"):
        report.insert("no marks", table)
