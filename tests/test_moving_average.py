"""From a weighted average to Adam: each step of the derivation, in both packages."""

from itertools import pairwise

import numpy as np
import pytest
import torch

import scratch
import torch_ref

PACKAGES = pytest.mark.parametrize(
    ("dl", "tensor"),
    [(scratch, scratch.tensor), (torch_ref, torch.tensor)],
    ids=["scratch", "torch_ref"],
)
BETAS = (0.5, 0.9, 0.98)


def impulse(dl, tensor, beta, corrected=False, steps=2000):
    """Return the average of a one that zeros follow: the weight of k steps back."""
    values = np.zeros(steps)
    values[0] = 1.0
    return dl.moving_average(tensor(values), beta, corrected).numpy()


@PACKAGES
@pytest.mark.parametrize("beta", BETAS)
def test_what_is_k_steps_back_weighs_one_minus_beta_times_beta_to_the_k(
    dl, tensor, beta
):
    weights = impulse(dl, tensor, beta, steps=100)
    np.testing.assert_allclose(weights, (1 - beta) * beta ** np.arange(100), rtol=1e-12)


@PACKAGES
@pytest.mark.parametrize("beta", BETAS)
def test_the_weights_sum_to_one_only_after_the_correction(dl, tensor, beta):
    level = tensor(np.full(50, 7.0))
    plain = dl.moving_average(level, beta, corrected=False).numpy()
    t = np.arange(1, 51)
    np.testing.assert_allclose(plain, 7 * (1 - beta**t), rtol=1e-13)
    assert plain[0] < 3.6  # at the start far too small
    corrected = dl.moving_average(level, beta).numpy()
    np.testing.assert_allclose(corrected, 7, rtol=1e-13)


@PACKAGES
@pytest.mark.parametrize("beta", BETAS)
def test_about_one_over_one_minus_beta_values_count(dl, tensor, beta):
    weights, window = impulse(dl, tensor, beta), round(1 / (1 - beta))
    age = np.arange(len(weights))
    assert (age * weights).sum() == pytest.approx(beta / (1 - beta), rel=1e-10)
    # what is older has less than 1/e of the weight, and no less than a quarter
    assert 0.25 <= weights[window:].sum() < np.exp(-1)


@PACKAGES
@pytest.mark.parametrize("beta", BETAS)
def test_averaging_divides_the_variance_of_noise_by_1_plus_beta_over_1_minus_beta(
    dl, tensor, beta
):
    weights = impulse(dl, tensor, beta)
    assert (weights**2).sum() == pytest.approx((1 - beta) / (1 + beta), rel=1e-12)


def course(name, gradients, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """Follow the course's formulas; return the weight after each step."""
    w, v, s, path = np.zeros(3), np.zeros(3), np.zeros(3), []
    for t, dw in enumerate(gradients, 1):
        v = beta1 * v + (1 - beta1) * dw
        s = beta2 * s + (1 - beta2) * dw**2
        if name == "RMSprop":
            w = w - lr * dw / (np.sqrt(s) + eps)
        else:
            v_hat, s_hat = v / (1 - beta1**t), s / (1 - beta2**t)
            w = w - lr * v_hat / (np.sqrt(s_hat) + eps)
        path.append(w)
    return np.array(path)


def steps(dl, tensor, name, gradients, **options):
    """Return the weight after each step of an optimiser with these gradients."""
    w = tensor(np.zeros(3)).requires_grad_()
    optimizer, path = getattr(dl, name)([w], **options), []
    for dw in gradients:
        w.grad = tensor(dw.copy())
        optimizer.step()
        path.append(w.detach().numpy().copy())
    return np.array(path)


def gradients(n=40, seed=3):
    """Return gradients whose elements have sizes of their own."""
    return np.random.default_rng(seed).normal(size=(n, 3)) * [1e-3, 1.0, 1e3]


@PACKAGES
def test_rmsprop_is_the_formula_of_the_course(dl, tensor):
    options = {"lr": 0.01, "alpha": 0.999, "eps": 1e-8}
    found = steps(dl, tensor, "RMSprop", gradients(), **options)
    np.testing.assert_allclose(found, course("RMSprop", gradients(), 0.01), rtol=1e-10)


@PACKAGES
@pytest.mark.parametrize("betas", [(0.9, 0.999), (0.5, 0.75)])
def test_adam_is_the_formula_of_the_course_with_both_hats(dl, tensor, betas):
    found = steps(dl, tensor, "Adam", gradients(), lr=0.01, betas=betas)
    expected = course("Adam", gradients(), 0.01, *betas)
    np.testing.assert_allclose(found, expected, rtol=1e-10)


@PACKAGES
def test_the_moments_of_adam_are_moving_averages(dl, tensor):
    w = tensor(np.zeros(3)).requires_grad_()
    optimizer = dl.Adam([w], betas=(0.8, 0.95))
    for dw in gradients():
        w.grad = tensor(dw.copy())
        optimizer.step()
    state = optimizer.state_dict()["state"][0]
    g = tensor(gradients())
    for kept, values, beta in (("exp_avg", g, 0.8), ("exp_avg_sq", g * g, 0.95)):
        plain = dl.moving_average(values, beta, corrected=False)[-1]
        np.testing.assert_allclose(state[kept].numpy(), plain.numpy(), rtol=1e-12)


@PACKAGES
@pytest.mark.parametrize("name", ["Adam", "RMSprop"])
def test_the_scale_of_the_cost_cancels(dl, tensor, name):
    once = steps(dl, tensor, name, gradients(), lr=0.01, eps=0.0)
    scaled = steps(dl, tensor, name, 1000 * gradients(), lr=0.01, eps=0.0)
    np.testing.assert_allclose(scaled, once, rtol=1e-12)
    sgd = [steps(dl, tensor, "SGD", k * gradients(), lr=0.01)[-1] for k in (1, 1000)]
    np.testing.assert_allclose(sgd[1], 1000 * sgd[0], rtol=1e-12)


@PACKAGES
def test_a_steady_gradient_moves_every_weight_by_lr_a_step(dl, tensor):
    steady = np.tile([1e-3, 1.0, -1e3], (30, 1))
    path = steps(dl, tensor, "Adam", steady, lr=0.01, eps=0.0)
    moves = np.diff(path, axis=0, prepend=0)
    np.testing.assert_allclose(moves, -0.01 * np.sign(steady), rtol=1e-12)


@PACKAGES
def test_rmsprops_first_step_is_too_long_for_want_of_the_correction(dl, tensor):
    options = {"lr": 0.01, "alpha": 0.99, "eps": 0.0}
    (first,) = steps(dl, tensor, "RMSprop", np.ones((1, 3)), **options)
    np.testing.assert_allclose(first, -0.01 / np.sqrt(1 - 0.99), rtol=1e-12)  # 10 lr


@PACKAGES
def test_a_step_of_adam_is_longest_after_a_long_silence(dl, tensor):
    """Kingma and Ba, section 2.1: at most lr (1 - beta1) / sqrt(1 - beta2)."""
    bound = 0.01 * (1 - 0.9) / np.sqrt(1 - 0.999)
    silence = np.zeros((8000, 3))
    silence[0] = 1e-150  # eps is 0, and 0 / 0 no step
    silence[-1] = 5.0
    before, last = steps(dl, tensor, "Adam", silence, lr=0.01, eps=0.0)[-2:]
    np.testing.assert_allclose(np.abs(last - before), bound, rtol=1e-3)
    noisy = steps(dl, tensor, "Adam", gradients(400), lr=0.01, eps=0.0)
    moves = [np.abs(b - a).max() for a, b in pairwise(noisy)]
    assert max(moves) <= bound


@PACKAGES
def test_dividing_by_the_root_makes_up_for_a_badly_scaled_valley(dl, tensor):
    ends = {}
    for name, options in (("SGD", {"lr": 0.019}), ("Adam", {"lr": 0.3})):
        curve = tensor(np.array([0.01, 1.0, 100.0]))
        w = tensor(np.ones(3)).requires_grad_()
        optimizer = getattr(dl, name)([w], **options)
        for _ in range(150):
            optimizer.zero_grad()
            ((curve * w**2).sum() / 2).backward()
            optimizer.step()
        ends[name] = np.abs(w.detach().numpy()).max()
    assert ends["SGD"] > 0.9  # the flattest direction has hardly moved
    assert ends["Adam"] < 0.01
