"""Gradient checking: how near differences come, and what they do not see."""

import numpy as np
import pytest
import torch

import scratch
import torch_ref
from compare.reading.figures.gradient_check import AT, estimates, slope

PACKAGES = pytest.mark.parametrize(
    ("dl", "tensor"),
    [(scratch, scratch.tensor), (torch_ref, torch.tensor)],
    ids=["scratch", "torch_ref"],
)
U = np.finfo(np.float64).eps / 2


def error(kind, h, dtype=np.float64):
    """Return the largest relative error of an estimate over steps near h."""
    steps = h * np.linspace(0.9, 1.1, 41)
    found = estimates(steps, dtype)[kind]
    return np.abs(found / slope(AT) - 1).max()


def test_central_differences_gain_two_digits_where_one_sided_ones_gain_one():
    for kind, gain in (("central", 100), ("forward", 10)):
        assert error(kind, 1e-2) / error(kind, 1e-3) == pytest.approx(gain, rel=0.1)


def test_below_the_best_step_the_error_grows_as_the_step_shrinks():
    for kind in ("central", "forward"):
        ratio = error(kind, 1e-12) / error(kind, 1e-10)
        assert 20 < ratio < 500  # like u / h: 100


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_best_step_is_near_the_cube_root_of_the_rounding(dtype):
    u = np.finfo(dtype).eps / 2
    best = error("central", u ** (1 / 3), dtype)
    assert best < 50 * u ** (2 / 3)
    for factor in (100, 1 / 100):
        assert error("central", factor * u ** (1 / 3), dtype) > 20 * best


def test_in_float32_not_even_the_best_step_reaches_a_hundred_thousandth():
    steps = np.logspace(-6, -0.5, 25)
    assert min(error("central", h, np.float32) for h in steps) > 1e-5
    assert min(error("central", h) for h in steps) < 1e-9


def test_the_complex_step_is_right_to_rounding_however_small():
    for h in (1e-8, 1e-20, 1e-100):
        assert error("complex", h) < 20 * U


@PACKAGES
def test_the_estimate_is_the_gradient_of_a_network(dl, tensor):
    rng = np.random.default_rng(1)
    x, w = tensor(rng.normal(size=(7, 3))), tensor(rng.normal(size=(4, 3)))
    y = tensor(rng.integers(0, 4, 7))

    def cost(w):
        return dl.cross_entropy(dl.tanh(x @ w.T), y)

    w.requires_grad_()
    cost(w).backward()
    estimate = dl.numerical_gradient(cost, w)
    assert dl.relative_error(w.grad, estimate).item() < 1e-8
    wrong = w.grad + 0.0
    wrong[2, 1] *= 1.001  # one element, by a thousandth
    assert dl.relative_error(wrong, estimate).item() > 1e-6


@PACKAGES
def test_the_function_is_evaluated_twice_for_each_element(dl, tensor):
    points = []

    def function(x):
        points.append(x.numpy().copy())
        return (x * x).sum()

    x = np.arange(6.0).reshape(2, 3)
    estimate = dl.numerical_gradient(function, tensor(x), eps=0.5)
    np.testing.assert_allclose(estimate.numpy(), 2 * x, atol=1e-14)
    apart = np.abs(np.array(points) - x).reshape(12, 6)
    assert (np.sort(apart, 1) == [0, 0, 0, 0, 0, 0.5]).all()


@PACKAGES
@pytest.mark.parametrize(("x", "seen"), [(0, 0.5), (0.5, 0.75), (-0.5, 0.25), (2, 1)])
def test_at_a_kink_the_estimate_is_a_mean_of_both_slopes(dl, tensor, x, seen):
    at = tensor(np.array([x * 0.25]))
    estimate = dl.numerical_gradient(lambda t: dl.relu(t).sum(), at, eps=0.25)
    assert estimate.item() == seen  # (x + h) / 2h within h of the kink
    at.requires_grad_()
    dl.relu(at).sum().backward()
    assert at.grad.item() == (x > 0)


@PACKAGES
def test_known_mistakes_have_known_relative_errors(dl, tensor):
    g = tensor(np.random.default_rng(2).normal(size=50))
    for wrong, expected in (
        (g, 0),
        (-g, 1),
        (0 * g, 1),
        (2 * g, 1 / 3),
        (g / 2, 1 / 3),
        (100 * g, 99 / 101),
    ):
        assert dl.relative_error(wrong, g).item() == pytest.approx(expected, rel=1e-14)
        same = dl.relative_error(g * 1e-9, wrong * 1e-9).item()
        assert same == pytest.approx(expected, rel=1e-12)  # it has no unit


@PACKAGES
def test_one_wrong_element_hides_in_the_norm_of_many(dl, tensor):
    g = np.ones(10_000)
    wrong = g.copy()
    wrong[123] = 1.02  # two per cent off
    found = dl.relative_error(tensor(wrong), tensor(g)).item()
    assert found == pytest.approx(0.02 / 200, rel=1e-2)
    alone = dl.relative_error(tensor(wrong[123:124]), tensor(g[123:124])).item()
    assert alone == pytest.approx(0.01, rel=0.02)


@PACKAGES
def test_dropout_must_draw_the_same_mask_at_every_evaluation(dl, tensor):
    w = tensor(np.random.default_rng(3).normal(size=8)).requires_grad_()

    def cost(w, seed=None):
        if seed is not None:
            dl.manual_seed(seed)
        return (dl.dropout(w, 0.5) ** 2).sum()

    cost(w, 4).backward()
    fixed = dl.numerical_gradient(lambda w: cost(w, 4), w)
    assert dl.relative_error(w.grad, fixed).item() < 1e-8
    free = dl.numerical_gradient(cost, w)
    assert dl.relative_error(w.grad, free).item() > 0.5


@PACKAGES
def test_a_random_direction_checks_all_elements_with_two_evaluations(dl, tensor):
    rng = np.random.default_rng(5)
    x, way = rng.normal(size=100), rng.normal(size=100)

    def along(t):
        return (dl.tanh(tensor(x) + t * tensor(way)) ** 2).sum()

    at = tensor(x).requires_grad_()
    (dl.tanh(at) ** 2).sum().backward()
    right = at.grad.numpy() @ way
    estimate = dl.numerical_gradient(along, tensor(np.zeros(1))).item()
    assert estimate == pytest.approx(right, rel=1e-8)
    wrong = at.grad.numpy().copy()
    wrong[17] *= 1.01
    assert estimate != pytest.approx(wrong @ way, rel=1e-6)


@PACKAGES
def test_nothing_is_recorded_and_the_input_is_left_alone(dl, tensor):
    x = tensor(np.arange(3.0)).requires_grad_()
    estimate = dl.numerical_gradient(lambda t: (t * t).sum(), x)
    assert not estimate.requires_grad
    assert x.grad is None
    assert x.tolist() == [0.0, 1.0, 2.0]
