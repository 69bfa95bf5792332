"""Tests of the gallery: the bugs are real, are killed, and are named."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from compare.bugs import collect
from compare.bugs.battery import first_failure, killed_by
from compare.bugs.bug import exchange
from compare.bugs.campaign import campaign, measure, summary
from compare.bugs.digits import curve, curves
from compare.bugs.peers import passed
from compare.bugs.trial import try_bug, try_healthy
from compare.cli import cli
from compare.diagnosis.diagnose import differ

GALLERY = collect()
OPERATIONS = {bug.operation.name: bug for bug in GALLERY.values()}
every_bug = pytest.mark.parametrize("bug", GALLERY.values(), ids=GALLERY)
every_operation = pytest.mark.parametrize("bug", OPERATIONS.values(), ids=OPERATIONS)
HIDDEN = [bug for bug in GALLERY.values() if bug.hidden_by]


def test_the_gallery_holds_the_classics():
    assert len(GALLERY) >= 49
    assert len({bug.title for bug in GALLERY.values()}) == len(GALLERY)


@every_bug
def test_every_bug_is_killed_by_the_battery(bug):
    assert killed_by(bug) is not None


@every_operation
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_right_operation_passes_the_battery(bug, dtype):
    operation = bug.operation
    assert first_failure(operation, operation.function, {}, dtype) is None
    fixed = bug.drawn_with
    assert first_failure(operation, operation.function, fixed, dtype) is None


@every_bug
def test_every_bug_gets_its_name_and_no_other(bug):
    for dtype in {bug.dtype, "float32"}:
        for seed in range(6):
            trial = try_bug(bug, 1, seed, dtype=dtype)
            assert trial.visible
            assert trial.diagnose().names == (bug.diagnosis,)


@every_operation
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_right_operation_is_never_diagnosed(bug, dtype):
    for seed in range(6):
        for fixed in ({}, bug.drawn_with):
            trial = try_healthy(bug.operation, 2, seed, dtype=dtype, fixed=fixed)
            assert not trial.visible
            assert trial.diagnose().equal


@pytest.mark.parametrize("bug", HIDDEN, ids=[bug.name for bug in HIDDEN])
def test_what_is_said_to_hide_a_bug_hides_it(bug):
    operation = bug.operation
    for seed in range(4):
        rng = np.random.default_rng(seed)
        arguments = operation.draw(rng, **{**bug.drawn_with, **bug.hidden_by})
        doutput = None
        if not operation.program:
            output, _ = operation.function(**arguments)
            doutput = rng.standard_normal(np.shape(output))
        right = operation.run(operation.function, arguments, doutput)
        wrong = operation.run(bug.function, arguments, doutput)
        assert not any(differ(wrong[name], right[name]) for name in right)


def test_lines_that_are_not_there_cannot_be_exchanged():
    with pytest.raises(ValueError, match="must occur once in killed_by"):
        exchange(killed_by, "no such line", "another", "test")


def test_gradients_of_ones_let_a_wrong_softmax_pass():
    assert passed(GALLERY["softmax-sign-flipped"])["upstream of ones"]
    assert passed(GALLERY["bn-std-forgotten"])["upstream of ones"]
    assert passed(GALLERY["upstream-ignored"])["upstream of ones"]
    assert not passed(GALLERY["sign-flipped"])["upstream of ones"]


def test_a_batch_of_one_lets_a_missing_mean_pass():
    assert passed(GALLERY["loss-not-averaged"])["batch of one"]
    assert not passed(GALLERY["softmax-diagonal"])["batch of one"]


def test_differences_of_its_own_forward_let_a_wrong_forward_pass():
    verdicts = passed(GALLERY["dropout-divided-by-p"])
    assert verdicts["one ratio of norms"]
    assert verdicts["differences in float32"]
    assert not verdicts["output only"]


def test_a_check_that_rejects_the_right_operation_counts_for_nothing():
    verdicts = passed(GALLERY["relu-guided"])
    assert verdicts["differences in float32"] is None  # they are wrong at input == 0
    assert verdicts["upstream of ones"] is False


def test_a_training_shows_a_wrong_sign_but_not_a_missing_gamma():
    right, wrong = curves(GALLERY["sign-flipped"])
    assert right.losses[-1] < 0.3 * right.losses[0]
    assert wrong.losses[-1] > wrong.losses[0] / 2
    right, wrong = curves(GALLERY["bn-forgets-gamma"])
    assert wrong.losses[-1] < 0.1 * wrong.losses[0]
    assert abs(wrong.accuracy - right.accuracy) < 0.01
    assert right.losses != wrong.losses


def test_training_repeats_itself():
    assert curve("dropout", epochs=2) == curve("dropout", epochs=2)


def test_the_campaign_counts_right_names():
    row = measure("dropout-float64", 3)
    assert row["float32"] == {"right": 3}
    assert "float64" not in row
    total = summary([row, measure("bn-mean-constant", 3)])
    assert total["right"] == total["draws"] == 9
    assert total["wrong"] == total["healthy diagnosed"] == 0


def test_the_campaign_reports_every_bug(tmp_path, monkeypatch):
    names = ["relu-one-at-zero", "momentum-averages"]
    chosen = {name: GALLERY[name] for name in names}
    monkeypatch.setattr("compare.bugs.campaign.collect", lambda: chosen)
    assert [row["bug"] for row in campaign(2)] == sorted(names)
    path = tmp_path / "figures.json"
    result = CliRunner().invoke(
        cli, ["bugs", "--campaign", "2", "--jobs", "1", "--json", str(path)]
    )
    assert result.exit_code == 0, result.output
    assert json.loads(path.read_text())["summary"]["right"] == 8


def test_the_command_shows_both_lines():
    result = CliRunner().invoke(cli, ["bugs", "bn-forgets-gamma"])
    assert result.exit_code == 0, result.output
    for text in (
        "dinput = scale * rstd",
        "gamma forgotten",
        "upstream of ones",
    ):
        assert text in result.output


def test_the_command_knows_its_bugs():
    result = CliRunner().invoke(cli, ["bugs", "bn-forget-gamma"])
    assert result.exit_code == 1
    assert "did you mean bn-forgets-gamma" in result.output
