"""The learning-rate schedules against closed forms and numbers worked by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st


def sgd(dl, lr=1.0):
    """Return an SGD with one parameter."""
    return dl.SGD([dl.ones(1)], lr=lr, momentum=0.9)


def advance(optimizer, scheduler, epochs):
    """Step through epochs; return the rate and the momentum each trained with."""
    seen, (group,) = [], optimizer.param_groups
    for _ in range(epochs):
        seen.append((group["lr"], group["momentum"]))
        optimizer.step()
        scheduler.step()
    return seen


def rates(dl, name, epochs, lr=1.0, **options):
    """Return the rate that each epoch trains with."""
    optimizer = sgd(dl, lr)
    scheduler = getattr(dl, name)(optimizer, **options)
    return [rate for rate, _ in advance(optimizer, scheduler, epochs)]


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


@pytest.mark.parametrize("name", CLOSED)
@given(data=st.data())
def test_every_step_is_on_the_closed_form(dl, name, data):
    arguments = CLOSED[name].__code__.co_varnames[1:]
    options = {argument: data.draw(DRAWN[argument], argument) for argument in arguments}
    seen = rates(dl, name, 45, **options)
    expected = [CLOSED[name](t, **options) for t in range(45)]
    assert seen == pytest.approx(expected, rel=1e-10, abs=1e-13)


def test_inverse_time_decay_is_the_table_of_the_course(dl):
    # Ng, "Improving Deep Neural Networks", week 2: alpha_0 = 0.2, decay rate 1:
    # epochs 1, 2, 3, 4 have 0.1, 0.067, 0.05, 0.04
    seen = rates(dl, "InverseTimeLR", 5, lr=0.2, decay_rate=1)
    assert [round(rate, 3) for rate in seen] == [0.2, 0.1, 0.067, 0.05, 0.04]


@given(decay_rate=st.floats(0, 10), lr=st.floats(1e-4, 10))
def test_inverse_time_decay_is_a_lambda_lr(dl, decay_rate, lr):
    by_name = rates(dl, "InverseTimeLR", 30, lr, decay_rate=decay_rate)
    as_lambda = rates(
        dl, "LambdaLR", 30, lr, lr_lambda=lambda epoch: 1 / (1 + decay_rate * epoch)
    )
    assert by_name == pytest.approx(as_lambda, rel=1e-15)


def test_step_decay_of_residual_networks(dl):
    # He et al., "Deep Residual Learning", 2016, section 4.2: lr 0.1, divided by 10 at
    # 32k and 48k iterations; here in thousands
    seen = rates(dl, "MultiStepLR", 64, lr=0.1, milestones=[32, 48])
    assert seen[31] == 0.1
    assert seen[32] == seen[47] == pytest.approx(0.01, rel=1e-15)
    assert seen[48] == seen[63] == pytest.approx(0.001, rel=1e-15)


def test_linear_warm_up_of_large_batches(dl):
    # Goyal et al., "Accurate, Large Minibatch SGD", 2017, section 2.2: from 0.1 by
    # equal amounts to 3.2 in 5 epochs
    seen = rates(dl, "LinearLR", 8, lr=3.2, start_factor=1 / 32, total_iters=5)
    expected = [0.1, 0.72, 1.34, 1.96, 2.58, 3.2, 3.2, 3.2]
    assert seen == pytest.approx(expected, rel=1e-14)


def test_the_cosine_is_halfway_after_half_the_epochs(dl):
    # Loshchilov and Hutter, "SGDR", 2017, eq. 5, eta_max = 1, eta_min = 0, T = 4
    seen = rates(dl, "CosineAnnealingLR", 9, T_max=4)
    root = math.sqrt(0.5)
    down = [1, (1 + root) / 2, 0.5, (1 - root) / 2, 0]
    assert seen == pytest.approx(down + down[-2::-1], abs=1e-15)


def test_the_poly_policy(dl):
    # Chen et al., "DeepLab", 2017, section 4.1: (1 - iter / max_iter)^power, power 2
    seen = rates(dl, "PolynomialLR", 6, lr=16.0, total_iters=4, power=2)
    assert seen == pytest.approx([16, 9, 4, 1, 0, 0], abs=1e-14)


def test_one_cycle_goes_up_and_far_down_and_the_momentum_the_other_way(dl):
    # Smith and Topin, "Super-Convergence", 2018; defaults of torch: max / 25 up to the
    # last of 30 % of the steps, down to max / 25 / 10^4; momentum 0.95, 0.85, 0.95
    optimizer = sgd(dl)
    scheduler = dl.OneCycleLR(optimizer, max_lr=1.0, total_steps=10)
    rows = advance(optimizer, scheduler, 10)
    assert rows[0] == pytest.approx((0.04, 0.95), rel=1e-14)
    assert rows[1] == pytest.approx((0.52, 0.9), rel=1e-14)
    assert rows[2] == pytest.approx((1.0, 0.85), rel=1e-14)
    assert rows[9] == pytest.approx((4e-6, 0.95), rel=1e-9)
    assert [rate for rate, _ in rows[2:]] == sorted(
        (rate for rate, _ in rows[2:]), reverse=True
    )
    with pytest.raises(ValueError, match="at most 10 steps, got 11"):
        scheduler.step()


def test_one_cycle_leads_the_first_beta_of_adam(dl):
    adam = dl.Adam([dl.ones(1)], betas=(0.5, 0.99))
    scheduler = dl.OneCycleLR(adam, max_lr=1.0, total_steps=10)
    assert adam.param_groups[0]["betas"] == (0.95, 0.99)
    scheduler.step()
    scheduler.step()
    assert adam.param_groups[0]["betas"] == pytest.approx((0.85, 0.99))
    with pytest.raises(ValueError, match="cycle_momentum needs"):
        dl.OneCycleLR(dl.Adagrad([dl.ones(1)]), max_lr=1.0, total_steps=10)


def test_a_plateau_is_waited_on_for_patience_epochs(dl):
    # torch's documentation: with patience 2 the first two epochs without improvement
    # are ignored, and the rate falls after the third
    optimizer = sgd(dl)
    scheduler = dl.ReduceLROnPlateau(optimizer, factor=0.5, patience=2)
    seen = []
    for metric in (1.0, 1.0, 1.0, 1.0, 0.9, 0.9, 0.9, 0.9):
        scheduler.step(dl.tensor(metric))
        seen.append(optimizer.param_groups[0]["lr"])
    assert seen == [1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25]


def test_warm_up_then_cosine_is_one_line_after_another(dl):
    # He et al., "Bag of Tricks", 2019, sections 3.1 and 5.1: i eta / m, then the cosine
    optimizer = sgd(dl)
    warm_up = dl.LinearLR(optimizer, start_factor=0.25, total_iters=3)
    decay = dl.CosineAnnealingLR(optimizer, T_max=4)
    scheduler = dl.SequentialLR(optimizer, [warm_up, decay], milestones=[3])
    seen = [rate for rate, _ in advance(optimizer, scheduler, 8)]
    cosine = [(1 + math.cos(math.pi * t / 4)) / 2 for t in range(5)]
    assert seen == pytest.approx([0.25, 0.5, 0.75, *cosine], abs=1e-15)


def test_chained_factors_multiply(dl):
    optimizer = sgd(dl)
    members = [
        dl.ConstantLR(optimizer, factor=0.1, total_iters=2),
        dl.ExponentialLR(optimizer, gamma=0.9),
    ]
    scheduler = dl.ChainedScheduler(members)
    seen = [rate for rate, _ in advance(optimizer, scheduler, 5)]
    assert seen == pytest.approx([0.1, 0.09, 0.81, 0.729, 0.6561], rel=1e-14)


def test_a_rate_set_by_hand_is_scaled_on(dl):
    optimizer = sgd(dl)
    scheduler = dl.StepLR(optimizer, step_size=2, gamma=0.5)
    optimizer.param_groups[0]["lr"] = 8.0
    seen = [rate for rate, _ in advance(optimizer, scheduler, 4)]
    assert seen == [8, 8, 4, 4]
