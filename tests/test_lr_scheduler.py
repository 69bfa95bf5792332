"""The learning-rate schedules against torch's, and against numbers worked by hand."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import scratch
import torch_ref

SIDES = pytest.mark.parametrize(
    "dl", [scratch, torch_ref], ids=["scratch", "torch_ref"]
)


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


def rates(dl, name, epochs, lr=1.0, **options):
    """Return the rate that each epoch trains with, in one group."""
    optimizer = sgd(dl, lr, groups=1)
    scheduler = schedule(dl, name, optimizer, **options)
    return [row[0][0] for row in advance(optimizer, scheduler, range(epochs))]


@EVERY
@SIDES
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
@SIDES
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
@SIDES
def test_the_first_epoch_is_epoch_0(dl, name):
    optimizer = sgd(dl)
    scheduler = schedule(dl, name, optimizer, **OPTIONS[name])
    assert scheduler.last_epoch == 0
    metric = [1.0] if name == "ReduceLROnPlateau" else []
    scheduler.step(*metric)
    assert scheduler.last_epoch == 1


CLOSED = {
    "StepLR": lambda t, step_size, gamma: gamma ** (t // step_size),
    "MultiStepLR": lambda t, milestones, gamma: (
        gamma ** sum(m <= t for m in milestones)
    ),
    "ExponentialLR": lambda t, gamma: gamma**t,
    "ConstantLR": lambda t, factor, total_iters: factor if t < total_iters else 1,
    "LinearLR": lambda t, start_factor, end_factor, total_iters: (
        start_factor + (end_factor - start_factor) * min(t, total_iters) / total_iters
    ),
    "PolynomialLR": lambda t, total_iters, power: (
        (1 - min(t, total_iters) / total_iters) ** power
    ),
    "CosineAnnealingLR": lambda t, T_max, eta_min: (
        eta_min + (1 - eta_min) * (1 + math.cos(math.pi * t / T_max)) / 2
    ),
    "InverseTimeLR": lambda t, decay_rate: 1 / (1 + decay_rate * t),
}
DRAWN = {
    "step_size": st.integers(1, 20),
    "gamma": st.sampled_from([0.1, 0.5, 0.9, 0.99]),
    "milestones": st.lists(st.integers(1, 30), max_size=4),
    "factor": st.floats(0.01, 1),
    "total_iters": st.integers(1, 40),
    "start_factor": st.floats(0.01, 1),
    "end_factor": st.floats(0.01, 1),
    "power": st.floats(0.5, 3),
    "T_max": st.integers(1, 40),
    "eta_min": st.floats(0, 0.5),
    "decay_rate": st.floats(0, 5),
}


@SIDES
@pytest.mark.parametrize("name", CLOSED)
@given(data=st.data())
def test_every_step_is_on_the_closed_form(dl, name, data):
    arguments = CLOSED[name].__code__.co_varnames[1:]
    options = {argument: data.draw(DRAWN[argument], argument) for argument in arguments}
    seen = rates(dl, name, 45, **options)
    expected = [CLOSED[name](t, **options) for t in range(45)]
    assert seen == pytest.approx(expected, rel=1e-10, abs=1e-13)


@SIDES
def test_inverse_time_decay_is_the_table_of_the_course(dl):
    # Ng, "Improving Deep Neural Networks", week 2: alpha_0 = 0.2, decay rate 1:
    # epochs 1, 2, 3, 4 have 0.1, 0.067, 0.05, 0.04
    seen = rates(dl, "InverseTimeLR", 5, lr=0.2, decay_rate=1)
    assert [round(rate, 3) for rate in seen] == [0.2, 0.1, 0.067, 0.05, 0.04]


@SIDES
@given(decay_rate=st.floats(0, 10), lr=st.floats(1e-4, 10))
def test_inverse_time_decay_is_a_lambda_lr(dl, decay_rate, lr):
    by_name = rates(dl, "InverseTimeLR", 30, lr, decay_rate=decay_rate)
    as_lambda = rates(
        dl, "LambdaLR", 30, lr, lr_lambda=lambda epoch: 1 / (1 + decay_rate * epoch)
    )
    assert by_name == pytest.approx(as_lambda, rel=1e-15)


@SIDES
def test_step_decay_of_residual_networks(dl):
    # He et al., "Deep Residual Learning", 2016, section 4.2: lr 0.1, divided by 10 at
    # 32k and 48k iterations; here in thousands
    seen = rates(dl, "MultiStepLR", 64, lr=0.1, milestones=[32, 48])
    assert seen[31] == 0.1
    assert seen[32] == seen[47] == pytest.approx(0.01, rel=1e-15)
    assert seen[48] == seen[63] == pytest.approx(0.001, rel=1e-15)


@SIDES
def test_linear_warm_up_of_large_batches(dl):
    # Goyal et al., "Accurate, Large Minibatch SGD", 2017, section 2.2: from 0.1 by
    # equal amounts to 3.2 in 5 epochs
    seen = rates(dl, "LinearLR", 8, lr=3.2, start_factor=1 / 32, total_iters=5)
    expected = [0.1, 0.72, 1.34, 1.96, 2.58, 3.2, 3.2, 3.2]
    assert seen == pytest.approx(expected, rel=1e-14)


@SIDES
def test_the_cosine_is_halfway_after_half_the_epochs(dl):
    # Loshchilov and Hutter, "SGDR", 2017, eq. 5, eta_max = 1, eta_min = 0, T = 4
    seen = rates(dl, "CosineAnnealingLR", 9, T_max=4)
    root = math.sqrt(0.5)
    down = [1, (1 + root) / 2, 0.5, (1 - root) / 2, 0]
    assert seen == pytest.approx(down + down[-2::-1], abs=1e-15)


@SIDES
def test_the_poly_policy(dl):
    # Chen et al., "DeepLab", 2017, section 4.1: (1 - iter / max_iter)^power, power 2
    seen = rates(dl, "PolynomialLR", 6, lr=16.0, total_iters=4, power=2)
    assert seen == pytest.approx([16, 9, 4, 1, 0, 0], abs=1e-14)


@SIDES
def test_one_cycle_goes_up_and_far_down_and_the_momentum_the_other_way(dl):
    # Smith and Topin, "Super-Convergence", 2018; defaults of torch: max / 25 up to the
    # last of 30 % of the steps, down to max / 25 / 10^4; momentum 0.95, 0.85, 0.95
    optimizer = sgd(dl, groups=1)
    scheduler = dl.OneCycleLR(optimizer, max_lr=1.0, total_steps=10)
    rows = [row[0] for row in advance(optimizer, scheduler, range(10))]
    assert rows[0] == pytest.approx((0.04, 0.95), rel=1e-14)
    assert rows[1] == pytest.approx((0.52, 0.9), rel=1e-14)
    assert rows[2] == pytest.approx((1.0, 0.85), rel=1e-14)
    assert rows[9] == pytest.approx((4e-6, 0.95), rel=1e-9)
    assert [rate for rate, _ in rows[2:]] == sorted(
        (rate for rate, _ in rows[2:]), reverse=True
    )
    with pytest.raises(ValueError, match="at most 10 steps, got 11"):
        scheduler.step()


@SIDES
def test_one_cycle_leads_the_first_beta_of_adam(dl):
    adam = dl.Adam([dl.ones(1)], betas=(0.5, 0.99))
    scheduler = dl.OneCycleLR(adam, max_lr=1.0, total_steps=10)
    assert adam.param_groups[0]["betas"] == (0.95, 0.99)
    scheduler.step()
    scheduler.step()
    assert adam.param_groups[0]["betas"] == pytest.approx((0.85, 0.99))
    with pytest.raises(ValueError, match="cycle_momentum needs"):
        dl.OneCycleLR(dl.Adagrad([dl.ones(1)]), max_lr=1.0, total_steps=10)


@SIDES
def test_a_plateau_is_waited_on_for_patience_epochs(dl):
    # torch's documentation: with patience 2 the first two epochs without improvement
    # are ignored, and the rate falls after the third
    optimizer = sgd(dl, lr=1.0, groups=1)
    scheduler = dl.ReduceLROnPlateau(optimizer, factor=0.5, patience=2)
    seen = []
    for metric in (1.0, 1.0, 1.0, 1.0, 0.9, 0.9, 0.9, 0.9):
        scheduler.step(dl.tensor(metric))
        seen.append(optimizer.param_groups[0]["lr"])
    assert seen == [1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25]


@SIDES
def test_warm_up_then_cosine_is_one_line_after_another(dl):
    # He et al., "Bag of Tricks", 2019, sections 3.1 and 5.1: i eta / m, then the cosine
    optimizer = sgd(dl, lr=1.0, groups=1)
    warm_up = dl.LinearLR(optimizer, start_factor=0.25, total_iters=3)
    decay = dl.CosineAnnealingLR(optimizer, T_max=4)
    scheduler = dl.SequentialLR(optimizer, [warm_up, decay], milestones=[3])
    seen = [row[0][0] for row in advance(optimizer, scheduler, range(8))]
    cosine = [(1 + math.cos(math.pi * t / 4)) / 2 for t in range(5)]
    assert seen == pytest.approx([0.25, 0.5, 0.75, *cosine], abs=1e-15)


@SIDES
def test_chained_factors_multiply(dl):
    optimizer = sgd(dl, lr=1.0, groups=1)
    members = [
        dl.ConstantLR(optimizer, factor=0.1, total_iters=2),
        dl.ExponentialLR(optimizer, gamma=0.9),
    ]
    scheduler = dl.ChainedScheduler(members)
    seen = [row[0][0] for row in advance(optimizer, scheduler, range(5))]
    assert seen == pytest.approx([0.1, 0.09, 0.81, 0.729, 0.6561], rel=1e-14)


@SIDES
def test_a_rate_set_by_hand_is_scaled_on(dl):
    optimizer = sgd(dl, lr=1.0, groups=1)
    scheduler = dl.StepLR(optimizer, step_size=2, gamma=0.5)
    optimizer.param_groups[0]["lr"] = 8.0
    seen = [row[0][0] for row in advance(optimizer, scheduler, range(4))]
    assert seen == [8, 8, 4, 4]


@SIDES
def test_callable_objects_are_part_of_the_state(dl):
    optimizer = sgd(dl)
    first = dl.LambdaLR(optimizer, Swing())
    first.lr_lambdas[0].height = 0.25
    second = dl.LambdaLR(optimizer, Swing())
    second.load_state_dict(first.state_dict())
    assert second.lr_lambdas[0].height == 0.25
    plain = dl.LambdaLR(optimizer, lambda epoch: 1.0)
    assert plain.state_dict()["lr_lambdas"] == [None, None]


@SIDES
def test_a_schedule_goes_on_from_last_epoch(dl):
    for name in ("StepLR", "ExponentialLR", "CosineAnnealingLR", "InverseTimeLR"):
        seen = []
        for side in (dl, torch):
            optimizer = sgd(side)
            scheduler = schedule(side, name, optimizer, **OPTIONS[name])
            advance(optimizer, scheduler, range(4))
            again = schedule(side, name, optimizer, **OPTIONS[name], last_epoch=3)
            seen.append([r for row in advance(optimizer, again, range(6)) for r in row])
        assert [r for r, _ in seen[0]] == pytest.approx([r for r, _ in seen[1]])
    with pytest.raises(KeyError, match="initial_lr"):
        dl.StepLR(sgd(dl), 3, last_epoch=4)


@SIDES
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
