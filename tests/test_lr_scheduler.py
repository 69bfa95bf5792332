"""The learning-rate schedules against torch's, and against numbers worked by hand."""

import math

import numpy as np
import pytest
import torch


class Swing:
    """A factor with a state."""

    def __init__(self):
        self.height = 0.5

    def __call__(self, epoch):
        return 1 + self.height * math.sin(epoch)


def inverse_time(optimizer, decay_rate, last_epoch=-1):
    """Return the course's decay as a LambdaLR of torch."""
    return torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda epoch: 1 / (1 + decay_rate * epoch), last_epoch
    )


OPTIONS = {
    "StepLR": {"step_size": 3, "gamma": 0.5},
    "MultiStepLR": {"milestones": [2, 2, 5, 11], "gamma": 0.3},
    "ExponentialLR": {"gamma": 0.9},
    "ConstantLR": {"factor": 0.25, "total_iters": 4},
    "LinearLR": {"start_factor": 0.1, "end_factor": 0.9, "total_iters": 7},
    "PolynomialLR": {"total_iters": 8, "power": 0.9},
    "CosineAnnealingLR": {"T_max": 6, "eta_min": 0.01},
    "LambdaLR": {"lr_lambda": [Swing(), lambda epoch: 0.9**epoch]},
    "MultiplicativeLR": {"lr_lambda": [Swing(), lambda epoch: 0.9]},
    "CosineAnnealingWarmRestarts": {"T_0": 3, "T_mult": 2, "eta_min": 0.01},
    "CyclicLR": {
        "base_lr": [0.5, 0.3],
        "max_lr": 1.0,
        "step_size_up": 3,
        "scale_fn": Swing(),
    },
    "InverseTimeLR": {"decay_rate": 0.7},
    "OneCycleLR": {"max_lr": [0.5, 0.25], "total_steps": 25},
    "ReduceLROnPlateau": {"patience": 1, "cooldown": 1, "min_lr": [0.02, 0]},
}
METRICS = [3, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 0, 1, 1, 1, 1, 1, 1, 1]
EVERY = pytest.mark.parametrize("name", OPTIONS)


def sgd(dl, lr=0.5, groups=2):
    """Return an SGD with several groups of which the second has its own rate."""
    sides = [{"params": [dl.ones(1)]} for _ in range(groups)]
    if groups > 1:
        sides[1]["lr"] = 0.3
    make = dl.optim.SGD if dl is torch else dl.SGD
    return make(sides, lr=lr, momentum=0.9)


def schedule(dl, name, optimizer, **options):
    """Return a schedule of a side."""
    if dl is not torch:
        return getattr(dl, name)(optimizer, **options)
    if name == "InverseTimeLR":
        return inverse_time(optimizer, **options)
    return getattr(torch.optim.lr_scheduler, name)(optimizer, **options)


def advance(optimizer, scheduler, epochs):
    """Step through epochs; return the rates and momenta that each trained with."""
    seen = []
    for epoch in epochs:
        groups = optimizer.param_groups
        seen.append([(group["lr"], group["momentum"]) for group in groups])
        optimizer.step()
        metric = [METRICS[epoch % 20]] if hasattr(scheduler, "num_bad_epochs") else []
        scheduler.step(*metric)
        assert scheduler.get_last_lr() == [group["lr"] for group in groups]
    return seen


@EVERY
def test_rates_and_momenta_are_those_of_torch_bit_for_bit(dl, name):
    seen = []
    for side in (dl, torch):
        optimizer = sgd(side)
        scheduler = schedule(side, name, optimizer, **OPTIONS[name])
        seen.append(advance(optimizer, scheduler, range(24)))
    if name == "InverseTimeLR":  # a quotient here, a product with an inverse there
        assert seen[0] == [
            [pytest.approx(pair, rel=1e-15) for pair in row] for row in seen[1]
        ]
    else:
        assert seen[0] == seen[1]


@EVERY
@pytest.mark.parametrize("way", ["to torch", "from torch", "to itself"])
@pytest.mark.parametrize("stop", [0, 1, 5, 17])
def test_a_resumed_run_has_the_rates_of_an_unbroken_one(dl, name, way, stop):
    old = torch if way == "from torch" else dl
    new = torch if way == "to torch" else dl
    optimizer = sgd(old)
    scheduler = schedule(old, name, optimizer, **OPTIONS[name])
    advance(optimizer, scheduler, range(stop))
    kept, state = optimizer.state_dict(), scheduler.state_dict()
    resumed_optimizer = sgd(new)
    resumed = schedule(new, name, resumed_optimizer, **OPTIONS[name])
    resumed_optimizer.load_state_dict({**kept, "state": {}})
    if name == "InverseTimeLR" and torch in (old, new):
        state = {"last_epoch": state["last_epoch"], "_last_lr": state["_last_lr"]}
        state["lr_lambdas"] = [None, None]
    resumed.load_state_dict(state)
    assert resumed.get_last_lr() == scheduler.get_last_lr()
    left = range(stop, 24)
    after = advance(resumed_optimizer, resumed, left)
    expected = advance(optimizer, scheduler, left)
    if name == "InverseTimeLR":
        expected = [
            [pytest.approx(pair, rel=1e-15) for pair in row] for row in expected
        ]
    assert after == expected


@EVERY
def test_the_first_epoch_is_epoch_0(dl, name):
    optimizer = sgd(dl)
    scheduler = schedule(dl, name, optimizer, **OPTIONS[name])
    assert scheduler.last_epoch == 0
    metric = [1.0] if name == "ReduceLROnPlateau" else []
    scheduler.step(*metric)
    assert scheduler.last_epoch == 1


@EVERY
def test_the_state_is_torchs(dl, name):
    seen = []
    for side in (dl, torch):
        optimizer = sgd(side)
        scheduler = schedule(side, name, optimizer, **OPTIONS[name])
        advance(optimizer, scheduler, range(5))
        seen.append({**scheduler.state_dict(), "lr_lambdas": None})
    ours, theirs = seen
    for key in ours.keys() & theirs.keys():
        last = key == "_last_lr"  # of a quotient here, of a product there
        assert ours[key] == (pytest.approx(theirs[key]) if last else theirs[key]), key
    uncounted = ("ReduceLROnPlateau", "CosineAnnealingWarmRestarts")
    assert name in uncounted or ours["_step_count"] == 6


def test_a_schedule_used_before_begins_anew_in_a_sequence(dl):
    seen = []
    for side in (dl, torch):
        optimizer = sgd(side)
        first, second = (
            schedule(side, "StepLR", optimizer, step_size=size) for size in (2, 3)
        )
        advance(optimizer, second, range(2))
        make = torch.optim.lr_scheduler if side is torch else side
        sequence = make.SequentialLR(optimizer, [first, second], milestones=[4])
        seen.append(advance(optimizer, sequence, range(12)))
    assert seen[0] == seen[1]


def test_callable_objects_are_part_of_the_state(dl):
    optimizer = sgd(dl)
    first = dl.LambdaLR(optimizer, Swing())
    first.lr_lambdas[0].height = 0.25
    second = dl.LambdaLR(optimizer, Swing())
    second.load_state_dict(first.state_dict())
    assert second.lr_lambdas[0].height == 0.25
    kept = first.state_dict()["lr_lambdas"][0]
    first.lr_lambdas[0].height = 0.75
    assert kept == {"height": 0.25}
    plain = dl.LambdaLR(optimizer, lambda epoch: 1.0)
    assert plain.state_dict()["lr_lambdas"] == [None, None]


def test_a_schedule_goes_on_from_last_epoch(dl):
    for name in OPTIONS.keys() - {"OneCycleLR", "ReduceLROnPlateau", "LambdaLR"}:
        seen = []
        for side in (dl, torch):
            optimizer = sgd(side)
            scheduler = schedule(side, name, optimizer, **OPTIONS[name])
            advance(optimizer, scheduler, range(4))
            again = schedule(side, name, optimizer, **OPTIONS[name], last_epoch=3)
            seen.append([r for row in advance(optimizer, again, range(6)) for r in row])
        assert [r for r, _ in seen[0]] == pytest.approx([r for r, _ in seen[1]])
    with pytest.raises(KeyError, match="has no initial_lr to resume from"):
        dl.StepLR(sgd(dl), 3, last_epoch=4)


def test_compositions_refuse_what_does_not_fit(dl):
    optimizer = sgd(dl)
    step = dl.StepLR(optimizer, 3)
    with pytest.raises(ValueError, match="must not be empty"):
        dl.SequentialLR(optimizer, [], [])
    with pytest.raises(ValueError, match="milestones must have 0 values"):
        dl.SequentialLR(optimizer, [step], [3])
    with pytest.raises(ValueError, match="another optimizer"):
        dl.SequentialLR(optimizer, [step, dl.StepLR(sgd(dl), 3)], [3])
    with pytest.raises(ValueError, match="without a metric"):
        dl.ChainedScheduler([step, dl.ReduceLROnPlateau(optimizer)])
    with pytest.raises(TypeError, match="must be a schedule, got int"):
        dl.ChainedScheduler([step, 3])
    with pytest.raises(TypeError, match="must be an Optimizer, got list"):
        dl.StepLR([1, 2], 3)
    with pytest.raises(ValueError, match="power must not be negative, got -1"):
        dl.PolynomialLR(optimizer, power=-1)
    with pytest.raises(TypeError, match="gamma must be a number, got None"):
        dl.MultiStepLR(optimizer, [2], gamma=None)


@pytest.mark.parametrize(
    ("name", "options"),
    [("StepLR", {"step_size": 2}), ("MultiStepLR", {"milestones": [2]})],
)
def test_no_rate_is_rounded_to_gammas_precision_before_it_decays(dl, name, options):
    ours, theirs = (
        (dl.SGD([dl.ones(1)], lr=0.1), getattr(dl, name)),
        (
            torch.optim.SGD([torch.ones(1)], lr=0.1),
            getattr(torch.optim.lr_scheduler, name),
        ),
    )
    seen = []
    for optimizer, schedule in (ours, theirs):
        schedule = schedule(optimizer, gamma=np.float32(0.5), **options)
        rates = []
        for _ in range(4):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step()
        seen.append([(type(rate), rate) for rate in rates])
    assert seen[0][0] == (float, 0.1)
    assert seen[0] == seen[1]
