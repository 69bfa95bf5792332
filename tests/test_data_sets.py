"""Train, dev and test: normalised inputs, and what looking at the wrong set does."""

from itertools import product

import numpy as np
import pytest
import torch
from sklearn.datasets import load_breast_cancer

import scratch
import torch_ref
from compare.reading.figures.data_sets import coin_accuracy, expected_best

PACKAGES = pytest.mark.parametrize(
    ("dl", "tensor"),
    [(scratch, scratch.tensor), (torch_ref, torch.tensor)],
    ids=["scratch", "torch_ref"],
)


def examples(n=40, seed=0):
    """Return features of three scales and places."""
    x = np.random.default_rng(seed).normal(size=(n, 3))
    return x * [0.01, 1.0, 500.0] + [5.0, 0.0, -100.0]


@PACKAGES
def test_the_training_examples_get_mean_0_and_variance_1(dl, tensor):
    x = tensor(examples())
    found = dl.Standardize(x)(x).numpy()
    np.testing.assert_allclose(found.mean(0), 0, atol=1e-12)
    np.testing.assert_allclose(found.var(0), 1, rtol=1e-12)


@PACKAGES
def test_later_examples_are_moved_by_the_statistics_of_the_training_set(dl, tensor):
    x, later = examples(), examples(7, seed=1)
    found = dl.Standardize(tensor(x))(tensor(later)).numpy()
    np.testing.assert_allclose(found, (later - x.mean(0)) / x.std(0), rtol=1e-10)
    assert np.abs(found.mean(0)).max() > 0.1  # not 0: they are other examples


@PACKAGES
def test_the_statistics_are_saved_with_the_model(dl, tensor):
    model = dl.Sequential(dl.Standardize(tensor(examples())), dl.Linear(3, 2).double())
    other = dl.Sequential(
        dl.Standardize(tensor(examples(9, seed=2))), dl.Linear(3, 2).double()
    )
    other.load_state_dict(model.state_dict())
    x = tensor(examples(5, seed=3))
    assert dl.equal(other(x), model(x))
    assert [name for name, _ in model.named_parameters()] == ["1.weight", "1.bias"]


@PACKAGES
@pytest.mark.parametrize("value", [0.0, 0.1, 1e6 / 3])
def test_a_feature_that_never_changes_is_only_shifted(dl, tensor, value):
    x = tensor(np.full((7, 1), value))
    layer = dl.Standardize(x)
    assert abs(layer(x).numpy()).max() <= 1e-15 * value
    assert layer(x + 2.0).numpy() == pytest.approx(2)


@PACKAGES
def test_an_example_by_its_own_statistics_says_nothing(dl, tensor):
    for example in examples(4):
        alone = tensor(example[None])
        assert (dl.Standardize(alone)(alone).numpy() == 0).all()


@PACKAGES
def test_normalising_changes_coordinates_and_no_prediction(dl, tensor):
    """A linear layer on normalised inputs is one on raw inputs with other numbers."""
    x = tensor(examples())
    prepare, layer = dl.Standardize(x), dl.Linear(3, 2).double()
    weight, bias = (p.detach() for p in layer.parameters())
    raw = weight / prepare.std
    shifted = bias - raw @ prepare.mean
    expected = dl.linear(x, raw, shifted).numpy()
    np.testing.assert_allclose(layer(prepare(x)).detach().numpy(), expected, rtol=1e-10)


def hessian(x):
    """Return that of half the mean squared error of a linear model with a bias."""
    x = np.column_stack([x, np.ones(len(x))])
    return x.T @ x / len(x)


def test_centred_inputs_leave_the_bias_to_itself():
    x = examples()
    assert np.abs(hessian(x)[:-1, -1]).max() > 1
    normalised = scratch.Standardize(scratch.tensor(x))(scratch.tensor(x)).numpy()
    assert np.abs(hessian(normalised)[:-1, -1]).max() < 1e-12


def test_normalising_makes_the_valley_of_real_data_millions_of_times_rounder():
    x, _ = load_breast_cancer(return_X_y=True)
    normalised = scratch.Standardize(scratch.tensor(x))(scratch.tensor(x)).numpy()
    kappas = [np.linalg.cond(hessian(features)) for features in (x, normalised)]
    assert kappas[0] / kappas[1] > 1e6
    # thirty features of variance 1 share the trace
    assert np.trace(hessian(normalised)) == pytest.approx(31, rel=1e-12)


@PACKAGES
@pytest.mark.parametrize("kappa", [1.5, 10.0, 100.0])
def test_descent_shrinks_the_error_by_kappa_minus_1_over_kappa_plus_1(
    dl, tensor, kappa
):
    curve = tensor(np.array([1.0, kappa]))
    w = tensor(np.array([1.0, 1.0])).requires_grad_()
    for rate, lr in (("best", 2 / (1 + kappa)), ("longer", 2.2 / (1 + kappa))):
        with dl.no_grad():
            w[:] = 1.0
        optimizer = dl.SGD([w], lr=lr)
        for _ in range(10):
            optimizer.zero_grad()
            ((curve * w * w).sum() / 2).backward()
            optimizer.step()
        largest = np.abs(w.detach().numpy()).max()
        expected = ((kappa - 1) / (kappa + 1)) ** 10
        if rate == "best":
            assert largest == pytest.approx(expected, rel=1e-9)
        else:
            assert largest > 1.5 * expected


@PACKAGES
def test_an_accuracy_on_n_examples_has_the_standard_error_of_a_binomial(dl, tensor):
    p, n = 0.8, 8  # over all outcomes, so exactly
    outcomes = np.array(list(product((0, 1), repeat=n)))
    chance = (p**outcomes * (1 - p) ** (1 - outcomes)).prod(1)

    def measured(right):
        logits = tensor(np.stack([right, 1.0 - right], 1))
        data = dl.TensorDataset(logits, tensor(np.zeros(n, int)))
        return dl.accuracy(dl.Sequential(), dl.DataLoader(data, batch_size=n))

    accuracy = np.array([measured(right) for right in outcomes])
    mean = chance @ accuracy
    assert mean == pytest.approx(p)
    assert chance @ (accuracy - mean) ** 2 == pytest.approx(p * (1 - p) / n)


@pytest.mark.parametrize("n", [20, 100])
def test_the_best_of_many_on_the_dev_set_is_too_good(n):
    best = [expected_best(k, n) for k in (1, 2, 10, 100, 1000)]
    assert best[0] == pytest.approx(0.5)
    assert (np.diff(best) > 0).all()
    for k, mean in zip((2, 10, 100, 1000), best[1:]):
        assert mean <= 0.5 + np.sqrt(np.log(k) / (2 * n))
    rng = np.random.default_rng(n)
    guesses = rng.binomial(n, 0.5, (4000, 10)).max(1) / n
    assert best[2] == pytest.approx(guesses.mean(), abs=4 * guesses.std() / 4000**0.5)


def test_the_chosen_guess_is_a_guess_again_on_the_test_set():
    rng = np.random.default_rng(8)
    dev, test = rng.random((2, 2000, 20, 50)) < 0.5  # repeats, models, examples
    chosen = scratch.argmax(scratch.tensor(dev.mean(2)), 1).numpy()
    rows = np.arange(2000)
    assert dev.mean(2)[rows, chosen].mean() > 0.6
    found = test.mean(2)[rows, chosen]
    assert found.mean() == pytest.approx(0.5, abs=4 * found.std() / 2000**0.5)


def test_features_chosen_with_all_labels_predict_coins():
    leaking, honest = (coin_accuracy(300, leaks) for leaks in (True, False))
    assert leaking.mean() > 0.7
    error = honest.std(ddof=1) / len(honest) ** 0.5
    assert honest.mean() == pytest.approx(0.5, abs=4 * error)


def test_a_copy_of_a_training_example_tests_memory_alone():
    rng = np.random.default_rng(9)
    x, coins = rng.normal(size=(60, 5)), rng.integers(0, 2, 60)

    def nearest(points):
        apart = ((points[:, None] - x) ** 2).sum(2)
        return coins[scratch.argmax(scratch.tensor(-apart), 1).numpy()]

    assert (nearest(x) == coins).all()
    fresh, truth = rng.normal(size=(2000, 5)), rng.integers(0, 2, 2000)
    right = (nearest(fresh) == truth).mean()
    assert right == pytest.approx(0.5, abs=4 * 0.5 / 2000**0.5)


@PACKAGES
def test_the_three_parts_share_no_example_and_leave_none_out(dl, tensor):
    whole = dl.TensorDataset(tensor(np.arange(50.0)))
    generator = dl.Generator().manual_seed(1)
    parts = dl.random_split(whole, [0.6, 0.2, 0.2], generator)
    kept = [set(part.indices) for part in parts]
    assert [len(part) for part in kept] == [30, 10, 10]
    assert set.union(*kept) == set(range(50))
