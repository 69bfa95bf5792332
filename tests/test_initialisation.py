"""Where a training starts: equal units stay equal, and signals keep or lose their size.

Kaiming's and Xavier's rules are derived on the page; here each step is a property.
"""

from functools import cache
from itertools import product

import numpy as np
import pytest
import torch

import scratch
import torch_ref

PACKAGES = pytest.mark.parametrize(
    ("dl", "tensor"),
    [(scratch, scratch.tensor), (torch_ref, torch.tensor)],
    ids=["scratch", "torch_ref"],
)


def network(dl, fill):
    """Return a network of five tanh units whose parameters `fill` sets, and data."""
    dl.manual_seed(0)
    model = dl.Sequential(dl.Linear(4, 5), dl.Tanh(), dl.Linear(5, 3)).double()
    for parameter in model.parameters():
        fill(dl, parameter)
    x, y = dl.randn(30, 4, dtype=dl.float64), dl.randint(0, 3, (30,))
    return model, x, y


def train(dl, model, x, y, steps=30):
    """Train by gradient descent; return the parameters by name, as arrays."""
    optimizer = dl.SGD(model.parameters(), lr=0.5)
    for _ in range(steps):
        optimizer.zero_grad()
        dl.cross_entropy(model(x), y).backward()
        optimizer.step()
    return {name: value.numpy() for name, value in model.state_dict().items()}


@PACKAGES
def test_units_that_start_equal_stay_equal(dl, tensor):
    def constant(dl, parameter):
        dl.init.constant_(parameter, 0.3)

    end = train(dl, *network(dl, constant))
    assert np.abs(end["0.weight"] - 0.3).max() > 0.1  # they did learn
    apart = end["0.weight"] - end["0.weight"][:1]
    assert np.abs(apart).max() < 1e-14  # products sum in an order of their own
    assert np.ptp(end["2.weight"], axis=1).max() < 1e-14


@PACKAGES
def test_units_that_start_apart_do_not_become_equal(dl, tensor):
    end = train(dl, *network(dl, lambda dl, parameter: None))
    assert np.linalg.matrix_rank(end["0.weight"], tol=0.01) == 4


@PACKAGES
def test_from_zeros_the_last_bias_alone_learns(dl, tensor):
    end = train(dl, *network(dl, lambda dl, parameter: dl.init.zeros_(parameter)))
    moved = {name for name, value in end.items() if (value != 0).any()}
    assert moved == {"2.bias"}


@PACKAGES
def test_a_sum_of_n_terms_has_n_times_the_variance_of_one(dl, tensor):
    """Over all 2^n signs of the weights, so exactly; the way back sums over units."""
    a = np.array([0.5, -1.0, 2.0, 0.25, 3.0])
    signs = np.array(list(product((-1.0, 1.0), repeat=5))) * 0.75
    z = dl.linear(tensor(a[None]), tensor(signs)).numpy()
    assert z.mean() == 0
    assert (z**2).mean() == 5 * 0.75**2 * (a**2).mean()
    inputs = tensor(np.ones((1, 32))).requires_grad_()  # each feeds the same 5 units
    dl.linear(inputs, tensor(signs.T.copy())).backward(tensor(a[None]))
    da = inputs.grad.numpy()
    assert (da**2).mean() == 5 * 0.75**2 * (a**2).mean()


@PACKAGES
def test_a_relu_halves_the_second_moment_of_a_symmetric_input(dl, tensor):
    z = np.arange(1.0, 65.0)
    both = dl.relu(tensor(np.concatenate([z, -z]))).numpy()
    assert (both**2).mean() == (z**2).mean() / 2


@PACKAGES
def test_the_rules_have_the_variances_that_are_derived(dl, tensor):
    fan_out, fan_in = 300, 200
    for fill, expected in (
        (dl.init.xavier_normal_, 2 / (fan_in + fan_out)),
        (dl.init.xavier_uniform_, 2 / (fan_in + fan_out)),
        (dl.init.kaiming_normal_, 2 / fan_in),
        (lambda w: dl.init.kaiming_normal_(w, mode="fan_out"), 2 / fan_out),
        (
            lambda w: dl.init.kaiming_uniform_(w, nonlinearity="relu"),
            2 / fan_in,
        ),
        (lambda w: dl.Linear(fan_in, fan_out).double().weight, 1 / (3 * fan_in)),
    ):
        dl.manual_seed(4)
        weight = fill(dl.zeros(fan_out, fan_in, dtype=dl.float64)).detach().numpy()
        # of n draws the variance is known to sqrt(2 / n), four of these allowed
        allowed = 4 * np.sqrt(2 / weight.size)
        assert (weight**2).mean() == pytest.approx(expected, rel=allowed)


@cache
def draws(dl, width=96, depth=20):
    """Return weights of variance 1 / width for each layer, and two signals."""
    dl.manual_seed(5)
    draw = {"dtype": dl.float64}
    weights = [
        dl.init.normal_(dl.zeros(width, width, **draw), std=width**-0.5)
        for _ in range(depth)
    ]
    return weights, dl.randn(64, width, **draw), dl.randn(64, width, **draw)


def sizes(dl, gain, activation=None, scale=2.0):
    """Return the sizes of signals through layers of variance scale gain^2 / width."""
    weights, input, doutput = draws(dl)
    more = {"activation": activation} if activation else {}
    weights = [gain * scale**0.5 * weight for weight in weights]
    forward, backward = dl.signal_sizes(input, weights, doutput, **more)
    return forward.numpy(), backward.numpy()


@PACKAGES
def test_at_gain_one_signals_keep_their_size_through_twenty_layers(dl, tensor):
    forward, backward = sizes(dl, 1.0)
    # each layer's size has a relative spread of about sqrt(5 / (4 width)), and twenty
    # add up to sqrt(20) times it: a factor exp(0.5) either way, three of them allowed
    for size in (forward[-1] / forward[0], backward[0] / backward[-1]):
        assert np.exp(-1.5) < size < np.exp(1.5)


@PACKAGES
@pytest.mark.parametrize("gain", [0.5, 1.5])
def test_each_layer_multiplies_both_signals_by_the_gain(dl, tensor, gain):
    right, wrong = sizes(dl, 1.0), sizes(dl, gain)
    powers = gain ** np.arange(21)
    np.testing.assert_allclose(wrong[0] / right[0], powers, rtol=1e-12)
    np.testing.assert_allclose(wrong[1] / right[1], powers[::-1], rtol=1e-12)


@PACKAGES
def test_xaviers_variance_halves_the_second_moment_in_every_relu_layer(dl, tensor):
    forward, _ = sizes(dl, 1.0, scale=1.0)
    right, _ = sizes(dl, 1.0)
    np.testing.assert_allclose(forward / right, 0.5 ** (np.arange(21) / 2), rtol=1e-12)


@PACKAGES
def test_a_linear_layers_own_start_shrinks_a_deep_relu_network(dl, tensor):
    """Its variance is 1 / (3n), a sixth of Kaiming's: a gain of 0.41."""
    forward, _ = sizes(dl, 1.0, scale=1 / 3)
    right, _ = sizes(dl, 1.0)
    assert forward[-1] / right[-1] == pytest.approx((1 / 6) ** 10, rel=1e-12)
    assert (1 / 6) ** 10 < 1e-7


@PACKAGES
def test_activations_of_tanh_are_kept_by_xavier_and_vanish_below_it(dl, tensor):
    kept = sizes(dl, 1.0, dl.tanh, scale=1.0)[1]
    low = sizes(dl, 0.5, dl.tanh, scale=1.0)[1]
    assert kept[0] / kept[-1] > 0.01
    assert low[0] / low[-1] < 1e-5


@PACKAGES
def test_only_at_gain_one_do_twenty_layers_learn(dl, tensor):
    ends = {}
    for gain in (0.5, 1.0, 1.5):
        dl.manual_seed(6)
        x = dl.randn(40, 32, dtype=dl.float64)
        y = (x[:, 0] > 0).long()
        layers = []
        for _ in range(20):
            layer = dl.Linear(32, 32).double()
            dl.init.kaiming_normal_(layer.weight)
            dl.init.zeros_(layer.bias)
            with dl.no_grad():
                layer.weight *= gain
            layers += [layer, dl.ReLU()]
        model = dl.Sequential(*layers, dl.Linear(32, 2).double())
        optimizer, costs = dl.SGD(model.parameters(), lr=0.01, momentum=0.9), []
        while len(costs) < 80 and not costs[-1:] > [1e6]:
            optimizer.zero_grad()
            cost = dl.cross_entropy(model(x), y)
            cost.backward()
            optimizer.step()
            costs.append(cost.item())
        ends[gain] = costs[-1]
    assert ends[0.5] == pytest.approx(np.log(2), abs=0.02)  # a guess
    assert ends[1.0] < 0.3
    assert ends[1.5] > 1e6
