"""Rows 9 to 12 of the notes: which weights a penalty shrinks, selects and shares."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st


def leaf(dl, values):
    return dl.tensor(np.array(values, float), requires_grad=True)


def minimise(dl, X, y, strength, ratio, start, steps=400):
    """Return the elastic net's weights and the slope of the loss alone there."""
    w, lr = leaf(dl, start), 0.2
    optimizer = dl.SGD([w], lr=lr)
    for _ in range(steps):
        optimizer.zero_grad()
        (dl.mse_loss(dl.tensor(X) @ w, dl.tensor(y)) / 2).backward()
        optimizer.step()
        dl.proximal_elastic_net_([w], lr * strength, ratio)
    w = w.detach().numpy()
    return w, X.T @ (X @ w - y) / len(X)


def test_a_little_ridge_always_lowers_the_error(dl):
    """Features without correlation and h on the diagonal: eq-why, term by term."""
    m, noise, h = 40, 1.4, np.array([0.3, 0.7, 2.0])
    Q = np.linalg.qr(np.random.default_rng(4).standard_normal((m, 3)))[0]
    X, truth = dl.tensor(Q * np.sqrt(m * h)), np.array([1.3, -0.4, 0.2])
    target = X @ dl.tensor(truth)

    def error(strength):
        bias = dl.ridge(X, target, strength).numpy() - truth
        each = [dl.ridge(X, one, strength).numpy() for one in dl.eye(m).double()]
        return bias**2 + noise**2 * (np.array(each) ** 2).sum(0)

    for strength in (0.0, 0.1, 1.0):
        s = h / (h + strength)
        expected = (1 - s) ** 2 * truth**2 + s**2 * noise**2 / (m * h)
        np.testing.assert_allclose(error(strength), expected, rtol=1e-10)
    slope = (error(1e-6) - error(0.0)) / 1e-6
    np.testing.assert_allclose(slope, -2 * noise**2 / (m * h**2), rtol=1e-4)


def test_a_weight_is_zero_where_its_gradient_cannot_beat_lambda(dl):
    rng = np.random.default_rng(5)
    X = rng.standard_normal((60, 6))
    y = X @ [2.0, 0, 0, -1, 0, 0.05] + rng.standard_normal(60)
    w, slope = minimise(dl, X, y, 0.3, 1.0, np.zeros(6))
    assert 0 < (w == 0).sum() < 6
    assert (np.abs(slope[w == 0]) <= 0.3).all()
    np.testing.assert_allclose(slope[w != 0], -0.3 * np.sign(w[w != 0]), atol=1e-9)


def test_copies_of_a_feature_share_their_weight_only_with_some_l2(dl):
    x = np.random.default_rng(6).standard_normal(50)
    X, y = np.stack([x, x], 1), 4 * x
    for ratio, equal in ((1.0, False), (0.8, True), (0.5, True)):
        w, _ = minimise(dl, X, y, 1.0, ratio, np.array([0.9, 0.2]))
        assert (abs(w[0] - w[1]) < 1e-6) == equal
        assert (w > 0).all()


@given(
    v=st.floats(-5, 5), threshold=st.floats(0, 3), ratio=st.sampled_from([0, 0.3, 1])
)
def test_the_elastic_nets_step_minimises_distance_plus_penalty(dl, v, threshold, ratio):
    w = leaf(dl, [v])
    dl.proximal_elastic_net_([w], threshold, ratio)
    u = w.item()

    def objective(u):
        penalty = dl.elastic_net_penalty([leaf(dl, [u])], threshold, ratio)
        return (u - v) ** 2 / 2 + penalty.item()

    # it is convex with second derivative of at least 1
    for other in (u - 1e-3, u + 1e-3, 0.0, v):
        gap = (other - u) ** 2 / 2
        assert objective(other) >= objective(u) + gap - 1e-12


def test_the_elastic_nets_step_is_l1s_then_a_shrinkage(dl):
    values = np.random.default_rng(7).standard_normal((4, 3))
    mixed, cut, pure = (leaf(dl, values) for _ in range(3))
    dl.proximal_elastic_net_([mixed], 0.6, 0.5)
    dl.proximal_l1_([cut], 0.3)
    np.testing.assert_allclose(
        mixed.detach().numpy(), cut.detach().numpy() / 1.3, rtol=1e-15
    )
    dl.proximal_elastic_net_([pure], 0.6, 1)
    dl.proximal_l1_([cut], 0.3)
    whole = leaf(dl, values)
    dl.proximal_l1_([whole], 0.6)
    assert pure.tolist() == whole.tolist()


def test_what_is_no_parameter_is_refused_by_name(dl):
    with pytest.raises(TypeError, match="a parameter has no requires_grad, got list"):
        dl.proximal_elastic_net_([[1.0, 2.0]], 0.6, 0.5)
