"""The schedule that waits for a metric, against torch's, and what it refuses."""

import math
import random

import pytest
import torch

COUNTED = ["best", "num_bad_epochs", "cooldown_counter", "last_epoch", "min_lrs"]


def sgd(dl, groups=2):
    """Return an SGD with a group or two of their own rates."""
    sides = [{"params": [dl.ones(1)], "lr": lr} for lr in (0.5, 0.3)[:groups]]
    return (dl.optim.SGD if dl is torch else dl.SGD)(sides)


def make(dl):
    """Return the schedule of a side."""
    return (torch.optim.lr_scheduler if dl is torch else dl).ReduceLROnPlateau


@pytest.mark.parametrize("mode", ["min", "max"])
@pytest.mark.parametrize("threshold_mode", ["rel", "abs"])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"threshold": 0.5, "patience": 0, "factor": 0.9},
        {"threshold": 0.25, "cooldown": 2, "min_lr": 0.02, "patience": 2},
        {"threshold": 1.0, "eps": 0.075, "factor": 0.5, "patience": 1, "cooldown": 1},
        {"threshold": 0.0, "min_lr": [0.1, 0.01], "factor": 0.5, "patience": 0},
    ],
)
def test_every_plateau_is_torchs(dl, mode, threshold_mode, options):
    rng = random.Random(3)
    for scale in (1, -1, 2):
        metrics = [scale * rng.choice([0.5, 1, 1.5, 2, 3, 4]) for _ in range(40)]
        metrics[20:22] = [math.nan, math.inf]
        seen = []
        for side in (dl, torch):
            optimizer = sgd(side)
            given = {"mode": mode, "threshold_mode": threshold_mode, **options}
            scheduler = make(side)(optimizer, **given)
            rows = []
            for metric in metrics:
                scheduler.step(metric)
                state = scheduler.state_dict()
                rows.append([state[key] for key in COUNTED] + scheduler.get_last_lr())
            seen.append(rows)
        assert seen[0] == seen[1]


def test_the_best_metric_is_a_number_though_a_tensor_was_given(dl):
    scheduler = dl.ReduceLROnPlateau(sgd(dl))
    scheduler.step(dl.tensor(1.5))
    assert str(scheduler.best) == "1.5"


def test_a_plateau_gets_to_know_later_groups(dl):
    optimizer = sgd(dl, groups=1)
    one = dl.ReduceLROnPlateau(optimizer, patience=0, min_lr=0.25, factor=0.125)
    listed = dl.ReduceLROnPlateau(optimizer, patience=0, min_lr=[0.25])
    optimizer.add_param_group({"params": [dl.ones(1)], "lr": 8.0})
    for _ in range(2):
        one.step(1.0)
    assert one.get_last_lr() == [0.25, 1.0]
    listed.step(1.0)
    with pytest.raises((ValueError, RuntimeError), match=r"min_lr"):
        listed.step(1.0)


def test_a_plateau_refuses_what_makes_no_sense(dl):
    for options, message in (
        ({"factor": 1.0}, "factor must be below 1, got 1.0"),
        ({"factor": math.nan}, "factor must be below 1, got nan"),
        ({"min_lr": [0.1]}, "min_lr must have 2 values, got 1"),
        ({"mode": "least"}, "mode must be min or max, got 'least'"),
        ({"threshold_mode": "share"}, "must be rel or abs, got 'share'"),
    ):
        with pytest.raises(ValueError, match=message):
            dl.ReduceLROnPlateau(sgd(dl), **options)
    for name in ("patience", "threshold", "cooldown"):
        with pytest.raises(TypeError, match=f"{name} must be a number, got None"):
            dl.ReduceLROnPlateau(sgd(dl), **{name: None})
    with pytest.raises(TypeError, match="must be an Optimizer, got int"):
        dl.ReduceLROnPlateau(3)
