"""Row 9 of the notes: the decomposition holds, and the curves have their shape."""

import pytest
import torch

import scratch
import torch_ref

PACKAGES = [scratch, torch_ref]


@pytest.fixture(autouse=True)
def double_precision():
    for dl in (scratch, torch):
        dl.set_default_dtype(dl.float64)
    yield
    for dl in (scratch, torch):
        dl.set_default_dtype(dl.float32)


def measure(dl, *args, **options):
    dl.manual_seed(11)
    return dl.bias_variance(*args, **options)


@pytest.mark.parametrize(
    ("degree", "strength"), [(0, 0.0), (2, 0.0), (4, 0.0), (8, 1e-4), (8, 1.0)]
)
def test_bias_variance_and_noise_add_up_to_the_expected_error(dl, degree, strength):
    result = measure(dl, degree, strength)
    total = result.bias2 + result.variance + result.noise
    assert abs(total - result.error) < 4 * result.standard_error
    assert (
        result.standard_error < 0.2 * result.error
    )  # else the line above says nothing


def test_leaving_out_the_variance_would_be_noticed():
    result = measure(scratch, 8, 1e-4)
    without = result.bias2 + result.noise
    assert abs(without - result.error) > 4 * result.standard_error


def test_capacity_trades_bias_for_variance():
    low, high = measure(scratch, 1, 1e-6), measure(scratch, 8, 1e-6)
    assert high.bias2 < low.bias2 / 10
    assert high.variance > 2 * low.variance
    assert high.train_error < low.train_error


def test_a_penalty_trades_variance_for_bias():
    free, held = measure(scratch, 8, 1e-6), measure(scratch, 8, 1.0)
    assert held.variance < free.variance / 10
    assert held.bias2 > 10 * free.bias2
    assert held.train_error > free.train_error


def test_both_backends_measure_the_same():
    ours, theirs = (measure(dl, 5, 1e-3) for dl in PACKAGES)
    assert ours == pytest.approx(theirs, rel=1e-9)


def test_ridge_is_the_minimiser():
    scratch.manual_seed(3)
    features, target = scratch.randn(20, 4), scratch.randn(20)
    weight = scratch.ridge(features, target, 0.3).requires_grad_()
    loss = ((features @ weight - target) ** 2).mean() + 0.3 * (weight**2).sum()
    loss.backward()
    assert abs(weight.grad).max().item() < 1e-14


# Ng, Machine Learning Yearning, chapter 21: the four classifiers of its examples
@pytest.mark.parametrize(
    ("train", "dev", "target", "bias", "variance"),
    [
        (0.01, 0.11, 0.0, False, True),
        (0.15, 0.16, 0.0, True, False),
        (0.15, 0.30, 0.0, True, True),
        (0.005, 0.01, 0.0, False, False),
        (0.15, 0.16, 0.14, False, False),  # chapter 22: the best possible is 14 %
    ],
)
def test_the_decision_table_reads_the_two_gaps(train, dev, target, bias, variance):
    for dl in PACKAGES:
        advice = dl.advise(train, dev, target)
        assert (advice.bias, advice.variance) == (bias, variance)
        assert ("a larger network" in advice.actions) == bias
        assert ("more data" in advice.actions) == variance
        assert (advice.actions == ("done",)) == (not bias and not variance)


def test_negative_options_are_refused():
    for dl in PACKAGES:
        with pytest.raises(ValueError, match="degree must not be negative, got -1"):
            dl.bias_variance(-1, 0.0)
        with pytest.raises(ValueError, match="strength must not be negative, got -1"):
            dl.bias_variance(1, -1.0)
        with pytest.raises(ValueError, match="repeats must be positive, got 0"):
            dl.bias_variance(1, 0.0, repeats=0)
        with pytest.raises(ValueError, match="samples must be positive, got 0"):
            dl.bias_variance(1, 0.0, samples=0)
        with pytest.raises(TypeError, match="features has no shape, got list"):
            dl.ridge([[1.0]], dl.ones(1), 0.1)


def test_a_gap_as_large_as_the_tolerance_is_none():
    for dl in PACKAGES:
        advice = dl.advise(0.5, 0.75, 0.25, tolerance=0.25)
        assert (advice.bias, advice.variance) == (False, False)
        advice = dl.advise(0.5, 0.75, 0.25, tolerance=0.24)
        assert (advice.bias, advice.variance) == (True, True)


def test_the_weights_have_the_dtype_of_the_features():
    for dl in PACKAGES:
        features, target = dl.ones(3, 2).float(), dl.ones(3).float()
        assert dl.ridge(features, target, 0.1).dtype == dl.ones(1).float().dtype
