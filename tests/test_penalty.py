"""Penalties, shrinking and clipping: what is true of them, and published numbers."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import make_regression
from sklearn.linear_model import ElasticNet

import scratch


def leaf(dl, values):
    """Return a leaf in float64."""
    return dl.tensor(np.asarray(values, float), requires_grad=True)


def draw(*shape, seed=0):
    """Return normal numbers."""
    return np.random.default_rng(seed).standard_normal(shape)


def elastic_net(dl, X, y, alpha, l1_ratio, steps):
    """Minimise |y - Xw - b|^2 / 2n + the elastic net by proximal gradient steps."""
    X, y = dl.tensor(X), dl.tensor(y)
    w, b = leaf(dl, np.zeros(X.shape[1])), leaf(dl, 0.0)
    lr = 1 / (float(np.linalg.norm(X.numpy(), 2)) ** 2 / len(X) + alpha + 1)
    sgd = dl.SGD([w, b], lr=lr)
    for _ in range(steps):
        sgd.zero_grad()
        loss = ((X @ w + b - y) ** 2).mean() / 2
        (loss + dl.l2_penalty([w], alpha * (1 - l1_ratio))).backward()
        sgd.step()
        dl.proximal_l1_([w], lr * alpha * l1_ratio)
    return w.detach().numpy(), b.item()


def test_the_regularised_cost_of_the_course_by_its_own_numbers(dl):
    """Ng, Improving Deep Neural Networks, week 1, exercise 1: 1.78648594516."""
    rng = np.random.RandomState(1)
    shapes = [(2, 3), (2, 1), (3, 2), (3, 1), (1, 3), (1, 1)]
    weights = [dl.tensor(rng.randn(*shape)) for shape in shapes][::2]
    a3 = dl.tensor([0.40682402, 0.01629284, 0.16722898, 0.10118111, 0.40682402])
    y = dl.tensor([1.0, 1.0, 0.0, 1.0, 0.0])
    cost = dl.binary_cross_entropy(a3.double(), y.double())
    cost = cost + dl.l2_penalty(weights, dl.weight_decay_from_course(0.1, 5))
    assert cost.item() == pytest.approx(1.78648594516, abs=1e-7)


def test_the_elastic_net_of_scikit_learns_documentation(dl):
    """scikit-learn, `ElasticNet`, Examples: coef_ [18.83816048, 64.55968825]."""
    X, y = make_regression(n_features=2, random_state=0)
    w, b = elastic_net(dl, X, y, alpha=1.0, l1_ratio=0.5, steps=150)
    np.testing.assert_allclose(w, [18.83816048, 64.55968825], rtol=1e-8)
    assert b == pytest.approx(1.45126075617, rel=1e-8)


def test_one_coefficient_by_the_formula_of_glmnet(dl):
    """Friedman, Hastie, Tibshirani, 2010, eq. 5: S(3, 2 / 2) / (1 + 2 / 2) = 1."""
    w = leaf(dl, [1.0])
    loss = ((w - 3.0) ** 2).sum() / 2 + dl.elastic_net_penalty([w], 2.0, 0.5)
    loss.backward()
    assert w.grad.tolist() == [0.0]
    assert loss.item() == 2 + 2 * (0.5 + 0.25)


def test_soft_thresholds_norms_and_clips_by_hand(dl):
    """Parikh and Boyd, 2014, section 6.5.2, and the triangle of sides 3, 4 and 5."""
    w = leaf(dl, [3.0, -1.5, 1.0, -0.25])
    dl.proximal_l1_([w], 1.0)
    assert w.tolist() == [2.0, -0.5, 0.0, 0.0]
    w = leaf(dl, [[3.0, 4.0], [0.3, 0.4]])
    dl.max_norm_([w], 1.0)
    np.testing.assert_allclose(w.detach().numpy(), [[0.6, 0.8], [0.3, 0.4]], 1e-15)
    w.grad = dl.tensor([[3.0, 0.0], [0.0, 4.0]]).double()
    assert dl.clip_grad_norm_([w], 1.0).item() == 5.0
    np.testing.assert_allclose(w.grad.numpy(), [[0.6, 0], [0, 0.8]], rtol=3e-7)
    dl.clip_grad_value_(w, 0.7)
    assert w.grad[1, 1].item() == 0.7


@pytest.mark.parametrize("l1_ratio", [0.2, 0.7, 1.0])
def test_the_minimiser_and_its_zeros_are_those_of_scikit_learn(dl, l1_ratio):
    X, y = draw(60, 6), draw(60, seed=1)
    y = y + X @ [2.0, 0, 0, -1, 0, 0.05]
    w, b = elastic_net(dl, X, y, 0.3, l1_ratio, steps=300)
    model = ElasticNet(alpha=0.3, l1_ratio=l1_ratio, tol=1e-12, max_iter=10_000)
    model.fit(X, y)
    np.testing.assert_allclose(w, model.coef_, rtol=1e-7, atol=1e-9)
    assert b == pytest.approx(model.intercept_, rel=1e-6)
    assert ((w == 0) == (model.coef_ == 0)).all()
    assert 0 < (w == 0).sum() < 6


def test_the_l1_gradient_at_0_is_0(dl):
    w = leaf(dl, [0.0, -0.0, 2.0, -3.0])
    dl.l1_penalty([w], 0.5).backward()
    assert w.grad.tolist() == [0.0, 0.0, 0.5, -0.5]


def test_gradient_steps_hover_around_0_where_proximal_steps_reach_it(dl):
    stepped, shrunk = leaf(dl, draw(40)), leaf(dl, draw(40))
    for _ in range(100):
        stepped.grad = None
        dl.l1_penalty([stepped], 1.0).backward()
        dl.SGD([stepped], lr=0.03).step()
        dl.proximal_l1_([shrunk], 0.03)
    assert shrunk.tolist() == [0.0] * 40
    left = np.abs(stepped.detach().numpy())
    assert ((left > 0) & (left <= 0.03)).all()


@given(st.floats(-8, 8), st.floats(0, 4))
def test_the_proximal_step_minimises_distance_plus_penalty(value, threshold):
    w = leaf(scratch, [value])
    scratch.proximal_l1_([w], threshold)
    others = np.append(np.linspace(-8, 8, 321), value)

    def objective(w):
        return (w - value) ** 2 / 2 + threshold * abs(w)

    assert objective(w.item()) <= objective(others).min() + 1e-12
    assert (w.item() == 0) == (abs(value) <= threshold)


def test_the_elastic_net_is_l1_at_one_end_and_l2_at_the_other(dl):
    values = [draw(4, 3), draw(2, seed=1)]
    for l1_ratio, penalty in ((1.0, dl.l1_penalty), (0.0, dl.l2_penalty)):
        mixed, pure = ([leaf(dl, v) for v in values] for _ in range(2))
        a, b = dl.elastic_net_penalty(mixed, 0.3, l1_ratio), penalty(pure, 0.3)
        assert a.item() == b.item()
        a.backward()
        b.backward()
        assert all(dl.equal(p.grad, q.grad) for p, q in zip(mixed, pure))


def trained(dl, make, penalised, steps=12):
    """Train a small regression; return its weight and bias."""
    dl.manual_seed(0)
    layer = dl.Linear(3, 2).double()
    optimizer = make(dl.decay_groups(layer, 0.0 if penalised else 0.2))
    x, y = dl.tensor(draw(8, 3)), dl.tensor(draw(8, 2, seed=1))
    for _ in range(steps):
        optimizer.zero_grad()
        loss = dl.mse_loss(layer(x), y)
        if penalised:
            loss = loss + dl.l2_penalty(dl.weights_of(layer), 0.2)
        loss.backward()
        optimizer.step()
    return np.hstack([layer.weight.detach().numpy().ravel(), layer.bias.tolist()])


def test_an_l2_penalty_is_weight_decay_under_sgd_and_adam_but_not_adamw(dl):
    """Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019, section 2."""
    for make in (
        lambda groups: dl.SGD(groups, lr=0.1, momentum=0.9),
        lambda groups: dl.Adam(groups, lr=0.1),
    ):
        np.testing.assert_allclose(
            trained(dl, make, True), trained(dl, make, False), rtol=1e-11
        )
    adamw, adam = (
        trained(dl, lambda groups, o=o: o(groups, lr=0.1), False)
        for o in (dl.AdamW, dl.Adam)
    )
    assert np.abs(adamw - adam).max() > 1e-2


@pytest.mark.parametrize("name", ["l1_penalty", "l2_penalty", "elastic_net_penalty"])
def test_a_penalty_takes_an_iterator_and_refuses_what_has_no_gradient(dl, name):
    ratio = (0.5,) if name == "elastic_net_penalty" else ()
    penalty, values = getattr(dl, name), [leaf(dl, [1.0]), leaf(dl, [-1.0])]
    listed = penalty(values, 0.5, *ratio).item()
    assert penalty(iter(values), 0.5, *ratio).item() == listed > 0
    with pytest.raises(ValueError, match="strength must be finite, got inf"):
        penalty(values, np.inf, *ratio)
    with pytest.raises(ValueError, match="parameters must be floating-point"):
        penalty([dl.tensor([1]), leaf(dl, [1.0])], 0.5, *ratio)


def test_what_has_no_parameters_has_no_weights_either(dl):
    with pytest.raises(TypeError, match="module has no parameters, got int"):
        dl.weights_of(3)
    with pytest.raises(TypeError, match="module has no parameters, got int"):
        dl.decay_groups(3, 0.1)


def test_biases_and_the_scales_of_batch_norm_are_left_out(dl):
    net = dl.Sequential(dl.Linear(3, 4), dl.BatchNorm1d(4), dl.Linear(4, 2))
    assert [tuple(p.shape) for p in dl.weights_of(net)] == [(4, 3), (2, 4)]
    decayed, others = dl.decay_groups(net, 0.1)
    assert (decayed["weight_decay"], others["weight_decay"]) == (0.1, 0.0)
    assert len(decayed["params"]) + len(others["params"]) == 6
    dl.elastic_net_penalty(dl.weights_of(net), 1.0, 0.5).backward()
    given_one = [name for name, p in net.named_parameters() if p.grad is not None]
    assert given_one == ["0.weight", "2.weight"]


def test_max_norm_bounds_rows_leaves_small_ones_and_agrees_with_renorm(dl):
    """torch.renorm divides by the norm + 1e-7."""
    values = draw(5, 3, 2) * [[[0.1]], [[1]], [[5]], [[0.2]], [[3]]]
    w = leaf(dl, values)
    dl.max_norm_([w], 1.5)
    result = w.detach().numpy()
    expected = torch.renorm(torch.tensor(values), 2, 0, 1.5).numpy()
    np.testing.assert_allclose(result, expected, rtol=1e-6)
    norms = np.sqrt((values**2).sum((1, 2)))
    assert np.array_equal(result[norms < 1.5], values[norms < 1.5])
    assert (np.sqrt((result**2).sum((1, 2))) <= 1.5 + 1e-15).all()
    assert 0 < (norms > 1.5).sum() < 5


def test_clipping_keeps_the_direction_and_leaves_small_gradients_alone(dl):
    w, grad = leaf(dl, draw(6, 2)), draw(6, 2, seed=1)
    w.grad = dl.tensor(grad)
    norm = np.sqrt((grad**2).sum())
    assert dl.clip_grad_norm_([w], 2 * norm).item() == pytest.approx(norm, rel=1e-14)
    assert w.grad.tolist() == grad.tolist()
    dl.clip_grad_norm_([w], norm / 4)
    np.testing.assert_allclose(w.grad.numpy(), grad / 4, rtol=1e-6)


def test_a_norm_that_is_not_finite_can_be_refused(dl):
    w = leaf(dl, [1.0, 2.0])
    assert dl.clip_grad_norm_([w], 1.0).item() == 0.0
    w.grad = dl.tensor([np.nan, 1.0]).double()
    with pytest.raises(ValueError, match="norm of the gradients is nan"):
        dl.clip_grad_norm_([w], 1.0, error_if_nonfinite=True)
    assert w.grad[1].item() == 1.0
    assert np.isnan(dl.clip_grad_norm_([w], 1.0).item())
