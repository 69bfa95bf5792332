"""Random programs: drawn, judged, shrunk, kept, and what is planted is found."""

import json
import math

import numpy as np
import pytest
import torch
from click.testing import CliRunner

import scratch
from compare.cli import cli
from compare.fuzz.campaign import Progress, commit, run_all, run_chunk, silent
from compare.fuzz.choices import Choices
from compare.fuzz.draw import draw_program
from compare.fuzz.listed import LISTED
from compare.fuzz.machine import SCRATCH, TORCH, Machine
from compare.fuzz.program import Leaf, Name, Ref, Statement, decode, encode
from compare.fuzz.reference import follow
from compare.fuzz.show import explain, smallest
from compare.fuzz.tensors import NAMES
from compare.fuzz.text import lines
from compare.fuzz.verdict import agree, judge
from compare.terminal.workers import Here


def program(*rows):
    """Write a program: a row is an operation, its arguments, no_grad at the end."""
    modes = ["no_grad" if row[-1] == "no_grad" else "" for row in rows]
    return [
        Statement(name, (*(args[:-1] if mode else args),), mode)
        for (name, *args), mode in zip(rows, modes)
    ]


def drawn(count, seed=0):
    choices = Choices(seed)
    with silent():
        return [draw_program(choices) for _ in range(count)]


def leaf(*values, dtype="float32", shape=None):
    return Leaf(values, (len(values),) if shape is None else shape, dtype)


ODD = [
    Statement("tensor", (leaf(1.0, float("nan"), float("-inf"), -0.0), True)),
    Statement("getitem", (Ref(0), (Ellipsis, slice(None, 3, 2), None))),
    Statement("cat", ([Ref(0), Ref(0)], 0)),
    Statement("add_", (Ref(1), 2), "no_grad"),
]


def test_a_program_survives_its_code():
    again = decode(encode(ODD))
    assert lines(again) == lines(ODD)
    np.testing.assert_array_equal(again[0].args[0].array, ODD[0].args[0].array)


def test_a_program_is_written_as_python_that_runs_in_both_libraries():
    text = lines(ODD)
    assert "v1 = v0[(..., slice(None, 3, 2), None)]" in text
    assert "with dl.no_grad():\n    v3 = v1.add_(2)" in text
    inf, nan = float("inf"), float("nan")
    found = []
    for dl in (scratch, torch):
        space = {"dl": dl, "inf": inf, "nan": nan}
        exec(text, space)
        found.append(space["v2"].tolist())
    np.testing.assert_array_equal(*found)


@pytest.mark.parametrize("text", ["", "x", encode(ODD)[:-9], "eJyrBgABbgCr"])
def test_what_is_no_code_is_refused(text):
    with pytest.raises(ValueError, match="not the code of a program"):
        decode(text)


def test_the_same_seed_draws_the_same_programs():
    first, again = ([encode(s.program) for s in drawn(8, 3)] for _ in range(2))
    assert first == again
    assert first != [encode(s.program) for s in drawn(8, 4)]


def test_programs_of_many_kinds_do_not_differ_and_are_seldom_refused():
    counts = run_chunk(7, 0, 150)
    assert not counts.families
    assert counts.backwards > 40
    assert len(counts.operations) > 100
    assert set(counts.dtypes) == {*NAMES}
    wanted = {"in place", "index", "view", "no_grad", "NaN", "-0", "subnormal", "empty"}
    wanted |= {"repeated backward", "retain_graph", "rank 0", "rank 4", "loss", "layer"}
    assert wanted <= set(counts.kinds)
    assert sum(counts.refusals.values()) < 0.06 * counts.statements
    assert counts.unresolved <= 0.05 * counts.values


def test_torch_itself_stays_within_its_bounds():
    compared = 0
    with silent():
        for state in drawn(60, 11):
            machine, reference = follow(state.program)
            for value, tensor in zip(state.machine.values, machine.values):
                if not isinstance(value, torch.Tensor) or not isinstance(
                    tensor, torch.Tensor
                ):
                    continue
                with torch.no_grad():
                    truth, error = reference.pair(tensor.detach())
                    apart = (value.detach().double() - truth.double()).abs()
                    alike = value.detach().double() == truth
                    alike |= torch.isnan(value.detach()) & torch.isnan(truth)
                    # near the largest number and the least, values count as unknown
                    within = (apart <= 16 * error + 1e-43) | torch.isinf(error)
                assert (alike | within).all(), lines(state.program)
                compared += value.numel()
    assert compared > 1000


def test_a_wrong_gradient_is_found_and_shrunk_to_its_operation(monkeypatch):
    wrong = program(
        ("tensor", leaf(1.0, 2.0, 3.0), True),
        ("tensor", leaf(3.0, 2.0, 1.0), False),
        ("add", Ref(0), Ref(1)),
        ("relu", Ref(2)),
        ("sum_all", Ref(3)),
    )
    monkeypatch.setattr(SCRATCH, "relu", lambda x: scratch.relu(x) * 1.001)
    with silent():
        assert judge(wrong).differences
    small = smallest(encode(wrong))
    assert [s.operation for s in small] == ["tensor", "relu"]
    text = explain(small)
    assert "value of v1 differs" in text
    assert f"--replay {encode(small)}" in text


def test_the_sign_of_an_exact_zero_counts_and_of_a_doubtful_one_does_not(monkeypatch):
    zeros = program(("tensor", leaf(-0.0, 1.0), True), ("relu", Ref(0)))
    with silent():
        assert not judge(zeros).differences
        with monkeypatch.context() as planted:
            planted.setattr(SCRATCH, "relu", lambda x: scratch.relu(x) + 0.0)
            assert judge(zeros).differences
        either = program(
            ("tensor", leaf(*[0.0] * 9), False),
            ("tensor", leaf(*[-0.0] * 9), False),
            ("maximum", Ref(0), Ref(1)),
            ("rtruediv", 1.0, Ref(2)),
        )
        assert not judge(either).differences


@pytest.mark.parametrize("bias", [None, Ref(4)])
def test_infinity_times_what_rounding_makes_0_is_not_told(bias):
    small = leaf(1.0, 1.0, -1.5, -0.5, 1e-45, dtype="float64")
    weight = leaf(1.0, 1.0, float("-inf"), 1.0, dtype="float64", shape=(2, 2))
    products = program(
        ("tensor", small, False),
        ("mean_all", Ref(0)),
        ("stack", [Ref(1), Ref(1)], 0),
        ("tensor", weight, False),
        ("tensor", leaf(1.0, 1.0, dtype="float64"), False),
        ("linear", Ref(2), Ref(3), bias),
    )
    with silent(), torch.no_grad():
        machine, reference = follow(products)
        known = torch.isfinite(reference.pair(machine.values[5])[1])
        assert known.tolist() == [True, False]


def test_what_is_read_is_weighed_by_the_rounding_of_its_time(monkeypatch):
    near = math.tanh(1.0)
    read = program(
        ("tensor", leaf(1.0, 0.5), False),
        ("tanh", Ref(0)),
        ("tolist", Ref(1)),
        ("sub", Ref(1), near),
        ("tolist", Ref(3)),
        ("fill_", Ref(1), 1.0),
        ("fill_", Ref(3), 1.0),
    )
    for ulps, fine in ((1, True), (1000, False)):
        tanh = np.tanh(np.float32([1.0, 0.5]))
        tanh[0] += ulps * np.spacing(tanh[0])
        with monkeypatch.context() as planted, silent():
            planted.setattr(SCRATCH, "tanh", lambda x, t=tanh: scratch.from_numpy(+t))
            assert bool(judge(read).differences) is not fine


def test_nan_beside_what_is_read_does_not_count():
    assert agree([1.0, float("nan")], [1.0 + 1e-9, float("nan")])
    assert not agree([1.0, float("nan")], [1.0 + 1e-9, 1.0])


def test_infinity_goes_back_through_nll_loss_to_the_class_alone():
    shown = program(
        ("tensor", leaf(-7.5, 1.0), True),
        ("tensor", leaf(0, shape=(), dtype="int64"), False),
        ("nll_loss", Ref(0), Ref(1), None, 1, "mean"),
        ("tensor", leaf(-float("inf"), shape=()), False),
        ("backward", Ref(2), Ref(3), False),
    )
    with silent():
        machine, reference = follow(shown)
        value, error = reference.pair(machine.values[0].grad)
        assert value.tolist() == [float("inf"), 0.0]
        assert (error < 1e-40).all()  # the sign of a 0


def test_of_a_gradient_through_a_spread_of_0_nothing_is_known():
    spread = program(
        ("tensor", leaf(1.0, 1.0, 1.0), True),
        ("tanh", Ref(0)),
        ("gt", Ref(1), 0),
        ("getitem", Ref(1), Ref(2)),
        ("std_all", Ref(3)),
        ("backward_alone", Ref(4)),
    )
    with silent():
        machine, reference = follow(spread)
        assert torch.isinf(reference.pair(machine.values[0].grad)[1]).all()


def test_a_number_written_into_an_expanded_tensor_is_followed():
    written = program(
        ("tensor", leaf(1.0), True),
        ("mean_all", Ref(0)),
        ("expand", Ref(1), (2,)),
    )
    written.append(Statement("fill_", (Ref(2), 3.0), "no_grad"))
    with silent(), torch.no_grad():
        machine, reference = follow(written)
        assert machine.errors == [None] * 4
        assert reference.pair(machine.values[3])[0].tolist() == [3.0, 3.0]


def test_infinity_times_a_slope_that_rounds_to_0_is_not_told(monkeypatch):
    def back(x, upstream):
        return program(
            ("tensor", leaf(x, 1.0, 1.0, -1e-40), True),
            ("rmul", 5, Ref(0)),
            ("gelu", Ref(1), "none"),
            ("tensor", leaf(upstream, 1.0, 1.0, 1.0), False),
            ("backward", Ref(2), Ref(3), False),
        )

    def turned(input, approximate):
        return -scratch.gelu(-input, approximate)

    with silent():
        assert not judge(back(-1.5, -math.inf)).differences
        assert not judge(back(-0.25, -math.inf)).differences
        with monkeypatch.context() as planted:
            planted.setattr(SCRATCH, "gelu", turned)
            assert judge(back(-0.25, 1.0)).differences


def test_what_vanishes_in_the_dtype_of_a_product_is_not_told():
    def back(upstream):  # torch multiplies it by an infinity of single precision
        return program(
            ("tensor", leaf(math.nan, dtype="float64"), True),
            ("var_all", Ref(0)),
            ("tensor", leaf(upstream, shape=(), dtype="float64"), False),
            ("backward", Ref(1), Ref(2), False),
        )

    with silent():
        for upstream, known in ((1e-310, False), (0.5, True)):
            assert not judge(back(upstream)).differences
            machine, reference = follow(back(upstream))
            error = reference.pair(machine.values[0].grad)[1]
            assert bool(torch.isfinite(error).all()) is known


def test_what_a_textbooks_mean_rounds_is_counted(monkeypatch):
    x = leaf(1.0, -2.0, 2.0, 0.125, -1.5, 4.0, -0.75, -3.0, 0.25, shape=(9, 1))
    normed = program(
        ("tensor", x, False),
        ("tensor", leaf(0.0), False),
        ("tensor", leaf(1.0), False),
        ("batch_norm", Ref(0), Ref(1), Ref(2), None, None, True),
    )

    def moved(input, mean, *rest):
        output = scratch.batch_norm(input, mean, *rest)
        mean.add_(1e-5)
        return output

    with silent():
        assert not judge(normed).differences
        with monkeypatch.context() as planted:
            planted.setattr(SCRATCH, "batch_norm", moved)
            assert judge(normed).differences


def test_a_run_goes_on_where_it_was_stopped(tmp_path, monkeypatch):
    path = tmp_path / "state.json"
    whole = Progress(40, 5, chunk=20)
    for _ in run_all(whole, Here()):
        pass
    stopped = Progress(40, 5, path, 20)
    run = run_all(stopped, Here())
    next(run)
    run.close()
    assert json.loads(path.read_text())["done"] == [0]
    again = Progress(40, 5, path, 20)
    assert again.counts.programs == 20
    assert list(run_all(again, Here())) == [20]
    assert again.counts.row() == whole.counts.row()
    with pytest.raises(ValueError, match="belongs to seed 5"):
        Progress(40, 6, path, 20)
    monkeypatch.setattr("compare.fuzz.campaign.commit", lambda: "another")
    with pytest.raises(ValueError, match="belongs to commit"):
        Progress(40, 5, path, 20)


def test_the_command_writes_its_figures_and_replays(tmp_path):
    path = tmp_path / "figures.json"
    options = ["--programs", "20", "--jobs", "1", "--json", str(path)]
    result = CliRunner().invoke(cli, ["fuzz", *options])
    assert "20 programs" in result.output
    figures = json.loads(path.read_text())
    assert figures["programs"] == 20
    assert figures["commit"] == commit()
    fine = encode(program(("tensor", leaf(1.0), True), ("exp", Ref(0))))
    result = CliRunner().invoke(cli, ["fuzz", "--replay", fine])
    assert result.exit_code == 0
    assert "v1 = v0.exp()" in result.output
    result = CliRunner().invoke(cli, ["fuzz", "--replay", "nonsense"])
    assert result.exit_code == 1
    assert "cannot read --replay" in result.output


def test_settings_are_put_back():
    changed = program(
        ("set_default_dtype", Name("float64")), ("tensor of numbers", 0.5)
    )
    for dl, library in ((SCRATCH, scratch), (TORCH, torch)):
        before = library.get_default_dtype()
        machine = Machine(dl).run(changed)
        assert machine.values[1].dtype == library.float64
        assert library.get_default_dtype() == before


LISTED_PROGRAMS = {
    "mse_loss(input, target) of shapes (4, 1) and (4,)": program(
        ("tensor", leaf(1.0, 2.0), False),
        ("tensor", leaf(1.0, 2.0, shape=(2, 1)), False),
        ("mse_loss", Ref(0), Ref(1), "mean"),
    ),
    "l1_loss(float32, float64)": program(
        ("tensor", leaf(1.0, 2.0), False),
        ("tensor", leaf(1.0, 2.0, dtype="float64"), False),
        ("l1_loss", Ref(0), Ref(1), "mean"),
    ),
    "sigmoid(tensor([1, 2]))": program(
        ("tensor", leaf(1, 2, dtype="int64"), False), ("sigmoid", Ref(0))
    ),
    "nll_loss(zeros(0, 0), labels of no row)": program(
        ("tensor", leaf(shape=(0, 0)), False),
        ("tensor", leaf(dtype="int64"), False),
        ("nll_loss", Ref(0), Ref(1), None, 1, "mean"),
    ),
    "batch_norm(zeros(0), zeros(0), ones(0))": program(
        ("tensor", leaf(), False),
        ("batch_norm", Ref(0), Ref(0), Ref(0), None, None, True),
    ),
    "bernoulli(tensor([], dtype=bool))": program(
        ("tensor", leaf(dtype="bool"), False), ("bernoulli", 1, Ref(0))
    ),
    "zeros(1).expand(2)[[0, 1]] = tensor([1.0, 2.0])": program(
        ("tensor", leaf(0.0), False),
        ("expand", Ref(0), (2,)),
        ("tensor", leaf(1.0, 2.0), False),
        ("setitem", Ref(1), [0, 1], Ref(2)),
    ),
    "ones(2, 1, 1, 1) @ m, m of (2, 1, 1) overwritten before backward": program(
        ("tensor", leaf(1.0, 1.0, shape=(2, 1, 1, 1)), True),
        ("tensor", leaf(1.0, 1.0, shape=(2, 1, 1)), False),
        ("matmul", Ref(0), Ref(1)),
        ("zero_", Ref(1)),
        ("sum_all", Ref(2)),
        ("backward_alone", Ref(4)),
    ),
    "(True ** x).backward()": program(
        ("tensor", leaf(1.0, shape=()), True),
        ("rpow", True, Ref(0)),
        ("backward_alone", Ref(1)),
    ),
    "(x ** mask).backward()": program(
        ("tensor", leaf(1.0, shape=()), True),
        ("tensor", leaf(True, shape=(), dtype="bool"), False),
        ("pow_tensors", Ref(0), Ref(1)),
        ("backward_alone", Ref(2)),
    ),
    "f(view).backward(), view made and written under no_grad of a leaf": program(
        ("tensor", leaf(shape=(0,)), True),
        ("squeeze", Ref(0), "no_grad"),
        ("tensor", leaf(), False),
        ("bce_with_logits", Ref(1), Ref(2), "sum"),
        ("fill_", Ref(1), 1.0, "no_grad"),
        ("backward_alone", Ref(3)),
    ),
    "y = x[None, -1::3, 0]; y.T.sub_(y) for x of shape (1, 1)": program(
        ("tensor", leaf(1.0, shape=(1, 1)), False),
        ("getitem", Ref(0), (None, slice(-1, None, 3), 0)),
        ("T", Ref(1)),
        ("sub_", Ref(2), Ref(1)),
    ),
    "batch_norm(zeros(3, 0), weight=ones(0))": program(
        ("tensor", leaf(shape=(3, 0)), False),
        ("tensor", leaf(), False),
        ("batch_norm", Ref(0), Ref(1), Ref(1), Ref(1), Ref(1), False),
    ),
}


@pytest.mark.parametrize("entry", LISTED, ids=[entry.example for entry in LISTED])
def test_a_listed_refusal_is_one_that_differs_and_is_counted(entry, monkeypatch):
    shown = LISTED_PROGRAMS[entry.example]
    with silent():
        assert judge(shown).listed == [entry.reason]
        monkeypatch.setattr("compare.fuzz.listed.LISTED", ())
        assert [d.kind for d in judge(shown).differences] == ["refusal"]
