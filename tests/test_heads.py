"""Which head belongs to which target: matched ones give dZ = A - Y, others do not."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import scratch
import torch_ref

PACKAGES = pytest.mark.parametrize(
    ("dl", "tensor"),
    [(scratch, scratch.tensor), (torch_ref, torch.tensor)],
    ids=["scratch", "torch_ref"],
)
HEADS = {  # activation, loss of each example, a draw of targets
    "identity": (
        lambda dl, z: z,
        lambda dl, z, y: ((z - y) ** 2).sum(1) / 2,
        lambda rng, n, k: rng.normal(size=(n, k)),
    ),
    "sigmoid": (
        lambda dl, z: dl.sigmoid(z),
        lambda dl, z, y: dl.binary_cross_entropy_with_logits(
            z, y, reduction="none"
        ).sum(1),
        lambda rng, n, k: rng.integers(0, 2, (n, k)).astype(float),
    ),
    "softmax": (
        lambda dl, z: dl.softmax(z, 1),
        lambda dl, z, y: dl.cross_entropy(z, y, reduction="none"),
        lambda rng, n, k: np.eye(k)[rng.integers(0, k, n)],
    ),
    "exponential": (
        lambda dl, z: dl.exp(z),
        lambda dl, z, y: (dl.exp(z) - y * z).sum(1),
        lambda rng, n, k: rng.poisson(2.0, (n, k)).astype(float),
    ),
}
seeds = st.integers(0, 2**32 - 1)


def slope(dl, tensor, loss, z, y):
    """Return dZ of each example's own loss."""
    z = tensor(z).requires_grad_()
    loss(dl, z, tensor(y)).sum().backward()
    return z.grad.numpy()


@PACKAGES
@pytest.mark.parametrize("head", HEADS)
@given(seed=seeds)
def test_a_matched_head_has_dz_equal_to_a_minus_y(dl, tensor, head, seed):
    rng = np.random.default_rng(seed)
    activation, loss, draw = HEADS[head]
    z, y = rng.normal(size=(6, 4)) * 3, draw(rng, 6, 4)
    a = activation(dl, tensor(z)).numpy()
    found = slope(dl, tensor, loss, z, y)
    np.testing.assert_allclose(found, a - y, rtol=1e-9, atol=1e-12)


@PACKAGES
@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_an_unmatched_head_keeps_the_factor_of_its_own_slope(dl, tensor, activation):
    g = getattr(dl, activation)
    z = np.array([[-2.5, -0.5, 0.75, 2.0]])
    y = np.array([[1.0, 0.0, 1.0, 0.0]])
    found = slope(dl, tensor, lambda dl, z, y: ((g(z) - y) ** 2).sum(1) / 2, z, y)
    leaf = tensor(z).requires_grad_()
    a = g(leaf)
    a.sum().backward()
    derivative, a = leaf.grad.numpy(), a.detach().numpy()
    np.testing.assert_allclose(found, (a - y) * derivative, rtol=1e-12)
    assert np.abs(found - (a - y)).max() > 0.1


@PACKAGES
def test_a_squared_sigmoid_learns_nothing_where_it_is_most_wrong(dl, tensor):
    wrong, truth = np.array([[-20.0]]), np.ones((1, 1))

    def squared(dl, z, y):
        return ((dl.sigmoid(z) - y) ** 2).sum(1) / 2

    assert abs(slope(dl, tensor, squared, wrong, truth)) < 1e-8
    matched = slope(dl, tensor, HEADS["sigmoid"][1], wrong, truth)
    assert matched == pytest.approx(-1, abs=1e-8)


@PACKAGES
@pytest.mark.parametrize("head", HEADS)
@given(seed=seeds)
def test_the_loss_of_a_matched_head_is_convex_in_the_logits(dl, tensor, head, seed):
    rng = np.random.default_rng(seed)
    _, loss, draw = HEADS[head]
    z, other, y = rng.normal(size=(1, 4)) * 3, rng.normal(size=(1, 4)), draw(rng, 1, 4)

    def at(z):
        return loss(dl, tensor(z), tensor(y)).item()

    middle, ends = at((z + other) / 2), (at(z) + at(other)) / 2
    assert middle <= ends + 1e-12 * (1 + abs(ends))


@PACKAGES
def test_the_squared_error_of_a_sigmoid_is_not_convex(dl, tensor):
    z = tensor(np.array([-12.0, -6.0, 0.0]))
    low, middle, high = (((dl.sigmoid(z) - 1) ** 2) / 2).tolist()
    assert middle > (low + high) / 2 + 0.1


@PACKAGES
@given(seed=seeds)
def test_a_softmax_cannot_give_two_labels_more_than_a_half_each(dl, tensor, seed):
    z = np.random.default_rng(seed).normal(size=(20, 5)) * 10
    second = np.sort(dl.softmax(tensor(z), 1).numpy(), 1)[:, -2]
    assert (second <= 0.5).all()
    both = dl.sigmoid(tensor(np.array([9.0, 9.0]))).numpy()
    assert (both > 0.99).all()  # sigmoids can


@PACKAGES
def test_several_sigmoids_are_that_many_logistic_regressions(dl, tensor):
    rng = np.random.default_rng(4)
    x, y = rng.normal(size=(30, 5)), rng.integers(0, 2, (30, 3)).astype(float)

    def train(y):
        w = tensor(np.zeros((y.shape[1], 5))).requires_grad_()
        optimizer = dl.SGD([w], lr=0.5)
        for _ in range(40):
            optimizer.zero_grad()
            each = HEADS["sigmoid"][1](dl, tensor(x) @ w.T, tensor(y))
            each.mean().backward()
            optimizer.step()
        return w.detach().numpy()

    alone = np.concatenate([train(y[:, [k]]) for k in range(3)])
    np.testing.assert_allclose(train(y), alone, rtol=1e-10)
    assert np.abs(alone).max() > 0.1


@PACKAGES
def test_the_mean_over_labels_is_the_sum_at_a_rate_that_many_times_smaller(dl, tensor):
    rng = np.random.default_rng(5)
    z, y = rng.normal(size=(6, 4)), rng.integers(0, 2, (6, 4)).astype(float)
    leaf = tensor(z).requires_grad_()
    dl.binary_cross_entropy_with_logits(leaf, tensor(y)).backward()
    summed = slope(dl, tensor, HEADS["sigmoid"][1], z, y)
    np.testing.assert_allclose(24 * leaf.grad.numpy(), summed, rtol=1e-12)


@PACKAGES
@pytest.mark.parametrize("head", HEADS)
def test_without_inputs_each_matched_head_learns_the_mean_of_its_targets(
    dl, tensor, head
):
    rng = np.random.default_rng(6)
    activation, loss, draw = HEADS[head]
    y = draw(rng, 40, 3)
    bias = tensor(np.zeros(3)).requires_grad_()
    optimizer = dl.SGD([bias], lr=0.3)
    for _ in range(400):
        optimizer.zero_grad()
        z = bias + tensor(np.zeros((40, 3)))
        loss(dl, z, tensor(y)).mean().backward()
        optimizer.step()
    learned = activation(dl, bias.detach()[None]).numpy()[0]
    np.testing.assert_allclose(learned, y.mean(0), atol=1e-9)
