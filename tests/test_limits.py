"""Rates and bounds that the notes state, as sharp as they are stated."""

import numpy as np
import pytest


@pytest.mark.parametrize("losers", [1, 2, 3, 4])
def test_softmax_tends_to_hardmax_at_the_rate_of_the_gap(dl, losers):
    z = np.array([1.0] + [0.5] * losers)  # all losers at the gap: the bound is sharp
    for T in (1.0, 0.3, 0.1, 0.03):
        short = 1 - dl.softmax(dl.tensor(z / T), 0).numpy()[0]
        bound = losers * np.exp(-0.5 / T)
        assert bound / (1 + bound) * (1 - 1e-6) - 1e-15 <= short
        assert short <= bound * (1 + 1e-9) + 1e-15


def test_cross_entropy_is_least_for_the_honest_probabilities(dl):
    rng = np.random.default_rng(11)
    q, p = rng.dirichlet(np.ones(4), 200), rng.dirichlet(np.ones(4), 200)
    cross, entropy = (
        dl.cross_entropy(dl.tensor(np.log(a)), dl.tensor(q), reduction="none").numpy()
        for a in (p, q)
    )
    np.testing.assert_allclose(entropy, -(q * np.log(q)).sum(1), rtol=1e-12)
    kl = dl.kl_div(dl.tensor(np.log(p)), dl.tensor(q), reduction="none").numpy().sum(1)
    np.testing.assert_allclose(cross - entropy, kl, rtol=1e-9, atol=1e-14)
    assert (cross > entropy).all()


def test_kaiming_keeps_the_second_moment_through_many_relus(dl):
    def grown(gain):
        dl.manual_seed(3)
        h = a = dl.randn(32, 256)
        for _ in range(20):
            W = dl.zeros(256, 256)
            dl.init.kaiming_normal_(W)
            h = dl.relu(h @ W.T * gain)
        return (h**2).mean().item() / (a**2).mean().item()

    assert 0.2 < grown(1) < 5  # 20 layers, each with the noise of 256 units
    assert grown(0.5**0.5) == pytest.approx(2**-20 * grown(1), rel=1e-3)


def test_tanh_is_a_sigmoid_stretched_to_minus_1_and_1(dl):
    x = dl.tensor(np.linspace(-9, 9, 181), requires_grad=True)
    y = dl.tanh(x)
    y.sum().backward()
    np.testing.assert_allclose(
        y.detach().numpy(), 2 * dl.sigmoid(2 * x.detach()).numpy() - 1, atol=4e-16
    )
    assert x.grad.numpy().max() == 1.0
    slope = x.grad.clone()
    x.grad = None
    dl.softplus(x).sum().backward()
    np.testing.assert_allclose(
        x.grad.numpy(), dl.sigmoid(x.detach()).numpy(), rtol=1e-14
    )
    half = dl.tensor(np.linspace(-9, 9, 181) * 2, requires_grad=True)
    dl.sigmoid(half).sum().backward()  # four times as steep, at twice the place
    np.testing.assert_allclose(slope.numpy(), 4 * half.grad.numpy(), rtol=1e-8)


@pytest.mark.parametrize(("P", "q"), [(0.9, 0.2), (0.5, 0.1)])
def test_enough_trials_fall_among_the_best_share_whatever_the_dimensions(dl, P, q):
    n = int(np.ceil(np.log(1 - P) / np.log(1 - q)))
    assert 1 - (1 - q) ** n >= P > 1 - (1 - q) ** (n - 1)
    runs = 1000
    for d in (1, 4):
        dl.manual_seed(7)
        box = dl.Space(**{f"h{i}": dl.Uniform(0.0, 1.0) for i in range(d)})
        points = np.array([list(point.values()) for point in box.random(n * runs)])
        best = (points < q ** (1 / d)).all(1).reshape(runs, n).any(1).mean()
        expected = 1 - (1 - q) ** n
        assert abs(best - expected) < 4 * np.sqrt(expected * (1 - expected) / runs)
