"""Epochs that count from 1, and variances over n - 1: two trainings agree."""

import numpy as np
import pytest


@pytest.mark.parametrize(("rate", "decay"), [(0.2, 1.0), (0.5, 0.3), (0.1, 0.0)])
def test_the_courses_epochs_counted_from_1_are_converted(dl, rate, decay):
    options = dl.decay_from_course(rate, decay)
    optimizer = dl.SGD([dl.ones(1)], lr=options["lr"])
    schedule, seen = dl.InverseTimeLR(optimizer, options["decay_rate"]), []
    for _ in range(20):
        seen.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    table = [rate / (1 + decay * epoch) for epoch in range(1, 21)]
    assert seen == pytest.approx(table, rel=1e-13)
    if decay == 1.0:  # Ng, Learning Rate Decay, week 2: alpha_0 = 0.2, epochs 1 to 4
        assert seen[:4] == pytest.approx([0.1, 0.067, 0.05, 0.04], abs=4e-4)


def lecture(x, weight, eps):
    """Normalise as the lecture of Neural Networks: Zero to Hero does, part 4."""
    n = len(x)
    centred = x - x.sum(0) / n
    return weight * centred * ((centred**2).sum(0) / (n - 1) + eps) ** -0.5


@pytest.mark.parametrize("n", [2, 8, 50])
def test_a_norm_with_the_unbiased_variance_is_batch_norm_converted(dl, n):
    rng, eps = np.random.default_rng(n), 0.1
    x0, g = rng.standard_normal((n, 3)), rng.standard_normal((n, 3))
    weight = dl.tensor(rng.random(3) + 0.5)
    theirs, ours, plain = (dl.tensor(x0, requires_grad=True) for _ in range(3))
    expected = lecture(theirs, weight, eps)
    options = dl.batch_norm_from_unbiased(weight, eps, n)
    nothing = {"running_mean": None, "running_var": None, "training": True}
    found = dl.batch_norm(ours, **nothing, **options)
    dl.batch_norm(plain, **nothing, weight=weight, eps=eps).backward(dl.tensor(g))
    expected.backward(dl.tensor(g))
    found.backward(dl.tensor(g))
    np.testing.assert_allclose(
        found.detach().numpy(), expected.detach().numpy(), rtol=1e-12, atol=1e-14
    )
    np.testing.assert_allclose(ours.grad.numpy(), theirs.grad.numpy(), atol=1e-13)
    # the lecture's one formula carries n / (n - 1); the page's is another without it
    rstd = (x0.var(0, ddof=1) + eps) ** -0.5
    xhat = (x0 - x0.mean(0)) * rstd
    formula = g - g.mean(0) - n / (n - 1) * xhat * (g * xhat).mean(0)
    formula = weight.numpy() * rstd * formula
    np.testing.assert_allclose(theirs.grad.numpy(), formula, atol=1e-13)
    gap = np.abs(theirs.grad.numpy() - plain.grad.numpy()).max()
    assert gap > 1e-3 * np.abs(formula).max()
