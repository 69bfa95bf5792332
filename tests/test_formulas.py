"""Formulas of sigmoid, softmax, loss and cost as their pages write them down."""

import numpy as np
import pytest


def draw(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def test_the_sigmoid_undoes_log_odds_and_turns_around_a_half(dl):
    p = np.linspace(0.01, 0.99, 99)
    odds = dl.tensor(np.log(p / (1 - p)))
    np.testing.assert_allclose(dl.sigmoid(odds).numpy(), p, rtol=1e-14)
    there, back = dl.sigmoid(odds).numpy(), dl.sigmoid(-odds).numpy()
    np.testing.assert_allclose(back, 1 - there, rtol=1e-13)


@pytest.mark.parametrize("logit", [-50.0, 0.0, 3.0])
def test_the_softmax_of_a_single_number_is_1_with_gradient_0(dl, logit):
    z = dl.tensor(np.array([logit]), requires_grad=True)
    s = dl.softmax(z, 0)
    s.backward(dl.tensor(np.array([2.5])))
    assert s.tolist() == [1.0]
    assert z.grad.tolist() == [0.0]


def test_the_gradient_is_minus_y_over_yhat_in_the_prediction_and_yhat_minus_y_in_z(dl):
    z0, labels = draw(6, 4), np.array([0, 3, 1, 1, 2, 0])
    y, label = np.eye(4)[labels], dl.tensor(labels)
    z = dl.tensor(z0, requires_grad=True)
    dl.cross_entropy(z, label, reduction="sum").backward()
    yhat = dl.softmax(z.detach(), 1)
    np.testing.assert_allclose(z.grad.numpy(), yhat.numpy() - y, atol=1e-15)
    yhat = yhat.requires_grad_()
    dl.nll_loss(yhat.log(), label, reduction="sum").backward()
    np.testing.assert_allclose(yhat.grad.numpy(), -y / yhat.detach().numpy())


def test_sum_and_mean_are_those_of_the_losses(dl):
    z, target = dl.tensor(draw(5, 3)), dl.tensor(np.array([0, 2, 1, 1, 0]))
    shares = dl.tensor(np.random.default_rng(1).random((5, 3)))
    for loss, wanted in (
        (dl.cross_entropy, target),
        (dl.mse_loss, shares),
        (dl.binary_cross_entropy_with_logits, shares),
    ):
        losses = loss(z, wanted, reduction="none").numpy()
        assert losses.shape == tuple(wanted.shape)
        for reduction, expected in (("sum", losses.sum()), ("mean", losses.mean())):
            found = loss(z, wanted, reduction=reduction).item()
            assert found == pytest.approx(expected, rel=1e-14)
