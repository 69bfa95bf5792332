"""Rates that rise and fall: every option, state and refusal, as torch has them."""

import pytest
import torch

import scratch
import torch_ref


class Height:
    """A height of the cycles with a state of its own."""

    def __init__(self, factor):
        self.factor = factor

    def __call__(self, x):
        return self.factor / (1 + x)


def made(dl, kind="SGD", last_epoch=-1, **options):
    """Return an optimiser of two groups and the schedule of its rates."""
    given = {"momentum": 0.3} if kind == "SGD" else {}
    if kind == "plain":
        kind = "SGD"
    leaves = [dl.ones(1, requires_grad=True) for _ in range(2)]
    optimizer = getattr(dl.optim, kind)([{"params": [x]} for x in leaves], 0.7, **given)
    if last_epoch >= 0:
        for group in optimizer.param_groups:
            group["initial_lr"] = 0.6
            group["base_momentum"], group["max_momentum"] = 0.5, 0.6
    cycle = dl.optim.lr_scheduler.CyclicLR
    options = {"base_lr": [0.1, 0.2], "max_lr": 0.5, "step_size_up": 3} | options
    return optimizer, cycle(optimizer, last_epoch=last_epoch, **options)


def run(dl, **options):
    """Return the settings of both groups in every step, and the state at the end."""
    optimizer, schedule = made(dl, **options)
    seen = []
    for _ in range(14):
        for group in optimizer.param_groups:
            seen.append({k: v for k, v in group.items() if k != "params"})
        optimizer.step()
        schedule.step()
    state = schedule.state_dict()
    return seen, {name: state[name] for name in ("total_size", "base_lrs", "max_lrs")}


RUNS = {
    "SGD": {},
    "Adam": {"kind": "Adam", "base_momentum": 0.7, "max_momentum": [0.8, 0.95]},
    "no momentum": {"kind": "plain", "cycle_momentum": False},
    "halved": {"step_size_down": 5, "mode": "triangular2"},
    "exponential": {"mode": "exp_range", "gamma": 0.9},
    "a function": {"scale_fn": lambda x: 0.5**x, "scale_mode": "iterations"},
    "an object": {"scale_fn": Height(2.0)},
    "later": {"last_epoch": 4},
    "later, no momentum": {"last_epoch": 4, "cycle_momentum": False},
}


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.filterwarnings("ignore")  # a step of the optimiser may come later
def test_rates_momenta_and_state_are_torchs(dl, name):
    options = RUNS[name]
    (ours, state), (theirs, expected) = run(dl, **options), run(torch, **options)
    for mine, other in zip(ours, theirs, strict=True):
        for key in ("lr", "momentum", "betas", "base_momentum", "max_momentum"):
            assert (key in mine) == (key in other), key
            if key in other:
                assert mine[key] == pytest.approx(other[key], rel=1e-12), key
    assert state == expected
    assert type(state["total_size"]) is type(expected["total_size"])


@pytest.mark.parametrize("dl", [scratch, torch_ref, torch])
def test_a_callable_object_keeps_its_attributes_and_a_function_none(dl):
    height = Height(2.0)
    _, schedule = made(dl, scale_fn=height)
    state = schedule.state_dict()
    height.factor = 7.0
    assert state["_scale_fn_custom"] == {"factor": 2.0}
    schedule.load_state_dict(state)
    assert height.factor == 2.0
    _, schedule = made(dl, scale_fn=lambda x: 1.0)
    assert schedule.state_dict()["_scale_fn_custom"] is None
    schedule.load_state_dict(schedule.state_dict())


@pytest.mark.parametrize("dl", [scratch, torch_ref, torch])
def test_an_optimizer_without_momentum_has_none_to_cycle(dl):
    with pytest.raises(ValueError, match=r"momentum"):
        made(dl, "Adagrad")


def test_what_is_no_optimizer_is_refused_by_name(dl):
    with pytest.raises(TypeError, match=r"[Oo]ptimizer"):
        dl.optim.lr_scheduler.CyclicLR([dl.ones(1)], 0.1, 0.2)
