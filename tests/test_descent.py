"""What steps with a fixed rate do: noise floors, momentum's rate, stopping early."""

import numpy as np
import pytest


def leaf(dl, values):
    return dl.tensor(np.array(values, float), requires_grad=True)


def descend(dl, h, start, steps, **options):
    """Minimise sum(h w^2) / 2 with SGD; return w after every step."""
    w, h = leaf(dl, start), dl.tensor(np.array(h, float))
    optimizer, path = dl.SGD([w], **options), []
    for _ in range(steps):
        optimizer.zero_grad()
        ((h * w * w).sum() / 2).backward()
        optimizer.step()
        path.append(w.detach().numpy().copy())
    return np.array(path)


def variance(dl, rates, h=1.7, noise=0.5, runs=20_000):
    """Return the variance over many runs of w after noisy steps with these rates."""
    w, normal = leaf(dl, np.zeros(runs)), np.random.default_rng(1)
    optimizer = dl.SGD([w], lr=0.1)
    for lr in rates:
        optimizer.param_groups[0]["lr"] = lr
        optimizer.zero_grad()
        push = dl.tensor(noise * normal.standard_normal(runs))
        (w * w * (h / 2) + w * push).sum().backward()
        optimizer.step()
    return w.detach().numpy().var()


@pytest.mark.parametrize("lr", [0.1, 0.3])
def test_a_constant_rate_leaves_a_noise_floor(dl, lr):
    floor = lr * 0.5**2 / (1.7 * (2 - lr * 1.7))
    # the variance of a variance over n normal numbers is 2 / n of its square
    assert abs(variance(dl, [lr] * 40) / floor - 1) < 4 * np.sqrt(2 / 20_000)


def test_a_falling_rate_goes_below_the_floor(dl):
    optimizer = dl.SGD([leaf(dl, [0.0])], lr=0.3)
    schedule, rates = dl.InverseTimeLR(optimizer, 0.2), []
    for _ in range(60):
        rates.append(schedule.get_last_lr()[0])
        optimizer.step()
        schedule.step()
    assert variance(dl, rates) < variance(dl, [0.3] * 60) / 5


def test_momentum_converges_at_the_root_of_mu_for_every_curvature_between(dl):
    mu, steps = 0.81, 400
    h = [(1 - 0.9) ** 2 * 1.5, 0.1, 1.0, 3.0, (1 + 0.9) ** 2 * 0.99]
    path = descend(dl, h, np.ones(5), steps, lr=1.0, momentum=mu)
    size = np.hypot(path[-1], path[-2])  # of a turning point of two coordinates
    assert np.abs(size ** (1 / steps) - 0.9).max() < 0.01
    slow = descend(dl, [(1 - 0.9) ** 2 / 3], [1.0], steps, lr=1.0, momentum=mu)
    assert abs(slow[-1, 0]) ** (1 / steps) > 0.95  # too flat for the rate to hold


@pytest.mark.parametrize("mu", [0.0, 0.5, 0.81])
def test_the_largest_stable_rate_is_twice_1_plus_mu_over_the_curvature(dl, mu):
    for share, stable in ((0.95, True), (1.05, False)):
        lr = share * 2 * (1 + mu) / 3.0
        path = descend(dl, [3.0], [1.0], 300, lr=lr, momentum=mu)
        assert (abs(path[-1, 0]) < 1) == stable


def test_t_steps_from_zero_leave_1_minus_a_power_of_t_of_the_solution(dl):
    h, t, lr = np.array([0.1, 1.0, 4.0]), 7, 0.2
    path = descend(dl, h, -np.ones(3), t, lr=lr)  # seen from the solution, at 1
    reached = path[-1] + 1
    np.testing.assert_allclose(reached, 1 - (1 - lr * h) ** t, atol=1e-14)
    # where data is flat both shrink alike: h lr t against h / lambda
    flat = descend(dl, [1e-4], [-1.0], t, lr=lr)[-1, 0] + 1
    assert flat == pytest.approx(1e-4 / (1e-4 + 1 / (lr * t)), rel=1e-3)


def test_l2_shrinks_along_the_eigenvectors(dl):
    h, decay = np.array([0.05, 1.0, 3.0]), 0.2
    best, hessian = dl.tensor([2.0, -1.0, 0.5]).double(), dl.tensor(h)
    w = leaf(dl, np.zeros(3))
    optimizer = dl.SGD([w], lr=0.3, weight_decay=decay)
    for _ in range(300):
        optimizer.zero_grad()
        ((hessian * (w - best) ** 2).sum() / 2).backward()
        optimizer.step()
    expected = h / (h + decay) * best.numpy()
    np.testing.assert_allclose(w.detach().numpy(), expected, atol=1e-12)


def test_l2_can_make_a_weight_larger(dl):
    """Two features that go together: the penalised one takes from the other."""
    hessian = dl.tensor([[1.0, 0.9], [0.9, 1.0]]).double()
    best, w = dl.tensor([1.0, 0.0]).double(), leaf(dl, np.zeros(2))
    optimizer = dl.SGD([w], lr=0.3, weight_decay=0.2)
    for _ in range(300):
        optimizer.zero_grad()
        ((w - best) @ hessian @ (w - best) / 2).backward()
        optimizer.step()
    assert w[1].item() > 0.1 > best[1].item()
    assert w.norm().item() < best.norm().item()


def test_adamw_keeps_the_decay_out_of_the_moments_and_adam_does_not(dl):
    def moments(name, decay):
        w = leaf(dl, [8.0, -3.0])
        optimizer = getattr(dl, name)([w], lr=0.1, weight_decay=decay)
        for t in range(5):
            w.grad = dl.tensor([0.5, -1.0 - t]).double()
            optimizer.step()
        state = optimizer.state_dict()["state"][0]
        return w.tolist(), state["exp_avg"].tolist(), state["exp_avg_sq"].tolist()

    for name, apart in (("AdamW", True), ("Adam", False)):
        (before, *plain), (after, *decayed) = moments(name, 0.0), moments(name, 0.3)
        assert (plain == decayed) == apart
        assert before != after


def test_with_the_sum_the_rate_must_shrink_as_the_batch_grows(dl):
    rng = np.random.default_rng(2)
    X, y = rng.standard_normal((32, 3)), rng.standard_normal(32)

    def train(reduction, lr, m):
        w = leaf(dl, np.zeros(3))
        optimizer = dl.SGD([w], lr=lr)
        for _ in range(50):
            optimizer.zero_grad()
            output = dl.tensor(X[:m]) @ w
            dl.mse_loss(output, dl.tensor(y[:m]), reduction=reduction).backward()
            optimizer.step()
        return w.detach().numpy()

    for m in (8, 32):
        same = train("sum", 0.1 / m, m)
        np.testing.assert_allclose(same, train("mean", 0.1, m), rtol=1e-9)
    assert not np.abs(train("sum", 0.1, 32)).max() < 1e6  # the same rate diverges
