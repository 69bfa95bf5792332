"""What the notes claim, and where they are loose what is true instead."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_breast_cancer, load_diabetes
from sklearn.linear_model import ElasticNet

import scratch
import torch_ref

PACKAGES = pytest.mark.parametrize(
    ("dl", "tensor"),
    [(scratch, scratch.tensor), (torch_ref, torch.tensor)],
    ids=["scratch", "torch_ref"],
)
seeds = st.integers(0, 2**32 - 1)


def normal(seed, *shape):
    return np.random.default_rng(seed).standard_normal(shape)


# Softmax


@PACKAGES
@given(seed=seeds)
def test_softmax_of_two_classes_is_logistic_regression_of_the_difference(
    dl, tensor, seed
):
    z = tensor(normal(seed, 5, 2) * 4)
    two = dl.softmax(z, 1)[:, 1].numpy()
    np.testing.assert_allclose(two, dl.sigmoid(z[:, 1] - z[:, 0]).numpy(), rtol=1e-14)


@PACKAGES
def test_two_class_softmax_trains_as_logistic_regression_at_twice_the_rate(dl, tensor):
    features, classes = load_breast_cancer(return_X_y=True)
    features = (features - features.mean(0)) / features.std(0)
    X, y = tensor(features), tensor(classes)
    W = tensor(normal(1, 2, 30) * 0.1).requires_grad_()
    w = (W[1] - W[0]).detach().requires_grad_()
    softmax, logistic = dl.SGD([W], lr=0.1), dl.SGD([w], lr=2 * 0.1)
    for _ in range(50):
        for optimizer in (softmax, logistic):
            optimizer.zero_grad()
        dl.cross_entropy(X @ W.T, y).backward()
        dl.binary_cross_entropy_with_logits(X @ w, y.double()).backward()
        for optimizer in (softmax, logistic):
            optimizer.step()
        difference = (W[1] - W[0]).detach().numpy()
        np.testing.assert_allclose(difference, w.detach().numpy(), rtol=0, atol=1e-12)
    assert abs(w.detach()).max().item() > 0.1  # it did move


@PACKAGES
@given(seed=seeds, shift=st.floats(-1e3, 1e3))
def test_softmax_sums_to_one_and_ignores_a_shift_of_all_logits(dl, tensor, seed, shift):
    z = normal(seed, 4, 6) * 3
    p = dl.softmax(tensor(z), 1).numpy()
    np.testing.assert_allclose(p.sum(1), 1, rtol=1e-14)
    assert (p > 0).all()
    np.testing.assert_allclose(dl.softmax(tensor(z + shift), 1).numpy(), p, rtol=1e-9)


@PACKAGES
def test_softmax_has_a_full_jacobian_not_a_diagonal_one(dl, tensor):
    z = tensor(normal(2, 5)).requires_grad_()
    rows = []
    for i in range(5):
        z.grad = None
        dl.softmax(z, 0)[i].backward()
        rows.append(z.grad.numpy().copy())
    p = dl.softmax(z.detach(), 0).numpy()
    np.testing.assert_allclose(rows, np.diag(p) - np.outer(p, p), atol=1e-16)
    assert np.abs(np.array(rows) - np.diag(np.diag(rows))).max() > 0.01


def calibration(dl, scale):
    """Return (confidence, accuracy) over classes drawn from softmax(z) itself."""
    rng = np.random.default_rng(5)
    z = rng.standard_normal((20_000, 4)) * 2
    p = dl.softmax(dl.tensor(z), 1).numpy()
    drawn = (rng.random((len(p), 1)) > p.cumsum(1)).sum(1)
    q = dl.softmax(dl.tensor(scale * z), 1).numpy()
    return q.max(1).mean(), (q.argmax(1) == drawn).mean()


def test_softmax_outputs_are_probabilities_only_if_the_logits_are_calibrated():
    confidence, accuracy = calibration(scratch, 1)
    assert abs(confidence - accuracy) < 0.01
    confidence, accuracy = calibration(scratch, 3)  # the same classes are chosen
    assert confidence - accuracy > 0.1


# Argmax and hardmax


@PACKAGES
@given(seed=seeds)
def test_softmax_with_falling_temperature_tends_to_hardmax(dl, tensor, seed):
    rng = np.random.default_rng(seed)
    z = np.argsort(rng.random((3, 5))) + 0.0  # distinct integers
    hard = dl.hardmax(tensor(z), 1).numpy()
    distances = [
        np.abs(dl.softmax(tensor(z / T), 1).numpy() - hard).max()
        for T in (2.0, 1.0, 0.3, 0.1, 0.02)
    ]
    assert distances == sorted(distances, reverse=True)
    assert distances[-1] < 1e-20


@PACKAGES
def test_hardmax_takes_the_first_of_ties_while_softmax_shares(dl, tensor):
    z = tensor([[1.0, 2.0, 2.0]])
    assert dl.hardmax(z, 1).tolist() == [[0.0, 1.0, 0.0]]
    np.testing.assert_allclose(
        dl.softmax(z / 0.01, 1).numpy(), [[0, 0.5, 0.5]], atol=1e-9
    )


@PACKAGES
def test_nothing_is_learned_through_hardmax_its_gradient_is_zero(dl, tensor):
    z = tensor(normal(3, 4, 3)).requires_grad_()
    (dl.hardmax(z, 1) * tensor(normal(4, 4, 3)) + 0 * z).sum().backward()
    assert not z.grad.numpy().any()


# Loss and cost


@PACKAGES
@given(seed=seeds)
def test_the_sum_collapses_because_the_other_labels_are_zero_not_the_other_outputs(
    dl, tensor, seed
):
    z = normal(seed, 4, 3)
    labels = np.random.default_rng(seed).integers(0, 3, 4)
    onehot = np.eye(3)[labels]
    log_prob = dl.log_softmax(tensor(z), 1).numpy()
    terms = -onehot * log_prob
    assert (terms[onehot == 0] == 0).all()
    assert (log_prob[onehot == 0] < 0).all()  # the other outputs are not 0
    expected = -log_prob[range(4), labels]
    np.testing.assert_array_equal(terms.sum(1), expected)
    loss = dl.cross_entropy(tensor(z), tensor(labels), reduction="none").numpy()
    np.testing.assert_allclose(loss, expected, rtol=1e-12, atol=1e-15)


@PACKAGES
def test_log_of_softmax_fails_where_log_softmax_does_not(dl, tensor):
    z = tensor(np.array([[0.0, 800.0]])).requires_grad_()
    naive = dl.softmax(z, 1).log()
    fused = dl.log_softmax(z, 1)
    assert naive[0, 0].item() == -np.inf
    assert fused[0, 0].item() == -800.0
    upstream = tensor(np.array([[1.0, 0.5]]))
    naive.backward(upstream)
    assert np.isnan(z.grad.numpy()).any()
    z.grad = None
    fused.backward(upstream)
    np.testing.assert_allclose(z.grad.numpy(), [[1.0, -1.0]], atol=1e-12)


@PACKAGES
@given(seed=seeds)
def test_the_cost_is_the_mean_and_its_gradient_softmax_minus_onehot_over_m(
    dl, tensor, seed
):
    m = 5
    z = tensor(normal(seed, m, 3)).requires_grad_()
    labels = np.random.default_rng(seed).integers(0, 3, m)
    losses = dl.cross_entropy(z, tensor(labels), reduction="none").detach().numpy()
    cost = dl.cross_entropy(z, tensor(labels))
    assert cost.item() == pytest.approx(losses.mean(), rel=1e-14)
    cost.backward()
    formula = (dl.softmax(z.detach(), 1).numpy() - np.eye(3)[labels]) / m
    np.testing.assert_allclose(z.grad.numpy(), formula, rtol=1e-10, atol=1e-16)


# Regularisation


def diabetes():
    features, target = load_diabetes(return_X_y=True)
    features = (features - features.mean(0)) / features.std(0)
    return features, (target - target.mean()) / target.std()


@PACKAGES
@pytest.mark.parametrize("l1_ratio", [0.3, 0.7, 1.0])
def test_the_elastic_nets_minimiser_is_scikit_learns(dl, tensor, l1_ratio):
    features, target = diabetes()
    X, y = tensor(features), tensor(target)
    w = tensor(np.zeros(10)).requires_grad_()
    lr, strength = 0.2, 0.1
    optimizer = dl.SGD([w], lr=lr)
    for _ in range(3000):
        optimizer.zero_grad()
        loss = dl.mse_loss(X @ w, y) / 2
        cost = loss + dl.elastic_net_penalty([w], strength * (1 - l1_ratio), 0.0)
        cost.backward()
        optimizer.step()
        dl.proximal_l1_([w], lr * strength * l1_ratio)
    oracle = ElasticNet(alpha=strength, l1_ratio=l1_ratio, tol=1e-14, max_iter=100_000)
    expected = oracle.fit(features, target).coef_
    np.testing.assert_allclose(w.detach().numpy(), expected, rtol=0, atol=1e-6)
    assert ((expected == 0) == (w.detach().numpy() == 0)).all()
    assert (expected == 0).any()


@PACKAGES
def test_l1_gives_exact_zeros_in_a_deep_net_only_with_the_proximal_step(dl, tensor):
    features, target = diabetes()
    X, y = tensor(features), tensor(target)

    def zeros(proximal):
        dl.manual_seed(6)
        model = dl.Sequential(dl.Linear(10, 16), dl.Tanh(), dl.Linear(16, 1)).double()
        weights = dl.weights_of(model)
        optimizer = dl.SGD(model.parameters(), lr=0.1)
        for _ in range(100):
            optimizer.zero_grad()
            cost = dl.mse_loss(model(X)[:, 0], y)
            if not proximal:
                cost = cost + dl.l1_penalty(weights, 0.01)
            cost.backward()
            optimizer.step()
            if proximal:
                dl.proximal_l1_(weights, 0.1 * 0.01)
        return sum((w.detach() == 0).sum().item() for w in weights)

    assert zeros(proximal=False) == 0
    assert zeros(proximal=True) > 40


@PACKAGES
@given(seed=seeds, strength=st.floats(0, 10))
def test_the_elastic_net_is_l1_at_one_end_and_l2_at_the_other(
    dl, tensor, seed, strength
):
    w = tensor(normal(seed, 3, 4)).requires_grad_()
    for ratio, end in ((1.0, dl.l1_penalty), (0.0, dl.l2_penalty)):
        gradients = []
        for penalty in (
            dl.elastic_net_penalty([w], strength, ratio),
            end([w], strength),
        ):
            w.grad = None
            penalty.backward()
            gradients.append(w.grad.numpy().copy())
        np.testing.assert_allclose(*gradients, rtol=1e-14)


# Activations


@PACKAGES
def test_a_dead_relu_gets_no_gradient_and_stays_dead(dl, tensor):
    dl.manual_seed(7)
    layer = dl.Linear(3, 2)
    with torch.no_grad(), scratch.no_grad():
        layer.bias.copy_(tensor([-100.0, 0.5]))
    before = layer.weight.detach().numpy().copy()
    optimizer = dl.SGD(layer.parameters(), lr=0.1)
    X = tensor(normal(8, 20, 3).astype(np.float32))
    upstream = tensor(normal(9, 20, 2).astype(np.float32))
    for _ in range(5):
        optimizer.zero_grad()
        dl.relu(layer(X)).backward(upstream)
        optimizer.step()
    after = layer.weight.detach().numpy()
    assert (after[0] == before[0]).all()
    assert (after[1] != before[1]).any()


@PACKAGES
@given(seed=seeds)
def test_the_sigmoids_slope_is_read_off_its_output_and_at_most_a_quarter(
    dl, tensor, seed
):
    x = tensor(normal(seed, 20) * 10).requires_grad_()
    y = dl.sigmoid(x)
    upstream = normal(seed + 1, 20)
    y.backward(tensor(upstream))
    y = y.detach().numpy()
    np.testing.assert_allclose(
        x.grad.numpy(), upstream * y * (1 - y), rtol=1e-9, atol=1e-15
    )
    assert (np.abs(x.grad.numpy()) <= np.abs(upstream) / 4).all()
