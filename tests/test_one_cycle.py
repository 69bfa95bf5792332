"""The one-cycle policy against torch's, with every option, and what it refuses."""

import pytest
import torch


def made(dl, name="SGD", **options):
    """Return an optimiser of two groups and its schedule."""
    groups = [{"params": [dl.ones(1)]} for _ in range(2)]
    optimizer = getattr(dl.optim if dl is torch else dl, name)(groups)
    schedules = torch.optim.lr_scheduler if dl is torch else dl
    return optimizer, schedules.OneCycleLR(optimizer, **options)


def walked(optimizer, scheduler, steps):
    """Return everything that the groups hold, step by step, but the parameters."""
    seen = []
    for _ in range(steps):
        for group in optimizer.param_groups:
            kept = {**group, "params": None}
            seen.append({key: kept[key] for key in kept if key in KEYS})
        optimizer.step()
        scheduler.step()
    return seen


KEYS = ["lr", "momentum", "betas", "initial_lr", "max_lr", "min_lr"]
KEYS += ["max_momentum", "base_momentum"]


@pytest.mark.parametrize("name", ["SGD", "Adam", "Adagrad"])
@pytest.mark.parametrize(
    "options",
    [
        {"total_steps": 23, "three_phase": True},
        {"epochs": 1, "steps_per_epoch": 20, "anneal_strategy": "linear"},
        {"epochs": 5, "steps_per_epoch": 4, "pct_start": 0.25, "div_factor": 3},
        {"total_steps": 20, "final_div_factor": 7, "pct_start": 0.45},
        {"total_steps": 20, "three_phase": True, "anneal_strategy": "linear"},
        {"total_steps": 20, "max_momentum": [0.9, 0.8], "base_momentum": [0.5, 0.6]},
        {"total_steps": 20, "cycle_momentum": False},
        {"total_steps": 20, "pct_start": 1.0},
        {"total_steps": 20, "pct_start": 0.0},
    ],
)
def test_every_option_is_torchs(dl, name, options):
    options = {"cycle_momentum": name != "Adagrad", "max_lr": [0.7, 0.2], **options}
    seen = [walked(*made(side, name, **options), 19) for side in (dl, torch)]
    assert seen[0] == seen[1]


def test_a_cycle_resumed_keeps_what_the_groups_know(dl):
    seen = []
    for side in (dl, torch):
        optimizer, scheduler = made(side, max_lr=0.7, total_steps=20)
        walked(optimizer, scheduler, 5)
        schedules = torch.optim.lr_scheduler if side is torch else side
        options = {"total_steps": 20, "div_factor": 3, "max_momentum": 0.5}
        again = schedules.OneCycleLR(optimizer, 0.9, last_epoch=4, **options)
        seen.append(walked(optimizer, again, 9))
    assert seen[0] == seen[1]


def test_a_cycle_refuses_what_makes_no_sense(dl):
    for options, message in (
        ({"pct_start": 1.5}, r"pct_start must be a float in \[0, 1\], got 1.5"),
        ({"pct_start": -0.5}, r"got -0.5"),
        ({"pct_start": 1}, r"must be a float"),
        ({"div_factor": 0}, "div_factor must be positive, got 0"),
        ({"final_div_factor": 0}, "final_div_factor must be positive, got 0"),
        ({"anneal_strategy": "sin"}, "must be cos or linear, got 'sin'"),
        ({"max_lr": [1.0]}, "max_lr must have 2 values, got 1"),
        ({"total_steps": 0}, "total_steps must be a positive integer, got 0"),
        ({"total_steps": 2.0}, "total_steps must be a positive integer, got 2.0"),
        ({"total_steps": None, "epochs": 3}, "give either total_steps or epochs"),
        ({"total_steps": None, "steps_per_epoch": 3}, "give either total_steps or"),
    ):
        with pytest.raises(ValueError, match=message):
            made(dl, **{"max_lr": 1.0, "total_steps": 20, **options})
    with pytest.raises(TypeError, match="max_lr must be a number, got None"):
        made(dl, max_lr=None, total_steps=20)
    with pytest.raises(TypeError, match="must be an Optimizer, got list"):
        dl.OneCycleLR([1, 2], 0.5, total_steps=20)
    with pytest.raises(ValueError, match="cycle_momentum needs an optimizer with"):
        made(dl, "Adagrad", max_lr=1.0, total_steps=20)
    optimizer, scheduler = made(dl, max_lr=1.0, total_steps=3)
    with pytest.raises(ValueError, match="at most 3 steps, got 4"):
        walked(optimizer, scheduler, 4)
