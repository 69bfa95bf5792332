"""The course's conventions and torch's: two trainings, one in each, agree."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import scratch
import torch_ref

M = 12  # examples


def data():
    """Return features x examples and targets as the course has them."""
    rng = np.random.default_rng(3)
    return rng.standard_normal((4, M)), rng.standard_normal((2, M))


def start():
    """Return W (out, in) and b (out, 1)."""
    rng = np.random.default_rng(4)
    return rng.standard_normal((2, 4)), rng.standard_normal((2, 1))


def course_gradients(W, b, X, Y):
    """Return dW, db of the mean over m of the squared errors of Z = W X + b."""
    m = X.shape[1]
    dZ = 2 * (W @ X + b - Y)  # per example, not averaged
    return dZ @ X.T / m, dZ.sum(1, keepdims=True) / m


def layer_of(dl, W, b):
    """Return a Linear with the course's parameters."""
    layer = dl.Linear(W.shape[1], W.shape[0]).double()
    weight, bias = dl.linear_from_course(dl.tensor(W), dl.tensor(b))
    layer.load_state_dict({"weight": weight, "bias": bias})
    return layer


def train(dl, layer, optimizer, steps=15, total=False):
    """Minimise the mean (or total) over examples of the squared errors."""
    X, Y = data()
    input, target = (dl.examples_from_course(dl.tensor(a)) for a in (X, Y))
    for _ in range(steps):
        optimizer.zero_grad()
        loss = dl.mse_loss(layer(input), target, reduction="sum")
        (loss if total else loss / M).backward()
        optimizer.step()
    return dl.course_from_linear(layer.weight.detach(), layer.bias.detach())


def assert_same(course, torchs):
    for ours, theirs in zip(course, torchs):
        np.testing.assert_allclose(theirs.numpy(), ours, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9])
def test_momentum_as_an_average_is_sgd_with_a_smaller_rate(dl, beta):
    W, b = start()
    layer = layer_of(dl, W, b)
    v = [0.0, 0.0]
    for _ in range(15):
        gradients = course_gradients(W, b, *data())
        v = [beta * old + (1 - beta) * new for old, new in zip(v, gradients)]
        W, b = W - 0.1 * v[0], b - 0.1 * v[1]
    sgd = dl.SGD(layer.parameters(), **dl.sgd_from_course(0.1, beta))
    assert_same((W, b), train(dl, layer, sgd))


def test_dampening_is_not_the_average_of_the_course(dl):
    W, b = start()
    averaged, dampened = layer_of(dl, W, b), layer_of(dl, W, b)
    sgd = dl.SGD(averaged.parameters(), **dl.sgd_from_course(0.1, 0.9))
    first = train(dl, averaged, sgd, steps=1)[0]
    sgd = dl.SGD(dampened.parameters(), lr=0.1, momentum=0.9, dampening=0.9)
    second = train(dl, dampened, sgd, steps=1)[0]
    step, other = first.numpy() - W, second.numpy() - W
    np.testing.assert_allclose(other, 10 * step, rtol=1e-9)


def test_lambda_over_2m_is_weight_decay_of_the_weights_alone(dl):
    W, b = start()
    layer, lambd = layer_of(dl, W, b), 0.7
    for _ in range(15):
        dW, db = course_gradients(W, b, *data())
        W, b = W - 0.1 * (dW + lambd / M * W), b - 0.1 * db
    weight_decay = dl.weight_decay_from_course(lambd, M)
    sgd = dl.SGD(dl.decay_groups(layer, weight_decay), lr=0.1)
    assert_same((W, b), train(dl, layer, sgd))


def test_lambda_over_2m_is_an_l2_penalty(dl):
    W, _ = start()
    penalty = dl.l2_penalty([dl.tensor(W)], dl.weight_decay_from_course(0.7, M))
    assert penalty.item() == pytest.approx(0.7 / (2 * M) * (W**2).sum(), rel=1e-14)


@pytest.mark.parametrize("keep_prob", [0.8, 0.5, 0.3])
def test_keep_prob_is_1_minus_p_with_the_same_masks(dl, keep_prob):
    """The course's D3 = rand(...) < keep_prob, A3 = A3 * D3 / keep_prob.

    The transposed input has its mask drawn in the order of its memory: X's.
    """
    W, b = start()
    layer, (X, Y) = layer_of(dl, W, b), data()
    dl.manual_seed(8)
    for _ in range(15):
        noise = dl.rand(4, M, dtype=dl.float64).numpy()
        D = noise < keep_prob
        dW, db = course_gradients(W, b, X * D / keep_prob, Y)
        W, b = W - 0.1 * dW, b - 0.1 * db
    p = dl.dropout_from_course(keep_prob)
    net = dl.Sequential(dl.Dropout(p), layer)
    input, target = (dl.examples_from_course(dl.tensor(a)) for a in (X, Y))
    sgd = dl.SGD(net.parameters(), lr=0.1)
    dl.manual_seed(8)
    for _ in range(15):
        sgd.zero_grad()
        (dl.mse_loss(net(input), target, reduction="sum") / M).backward()
        sgd.step()
    assert_same(
        (W, b), dl.course_from_linear(layer.weight.detach(), layer.bias.detach())
    )


def test_batch_norm_with_0_9_of_the_old_is_momentum_0_1_after_bessels_correction(dl):
    beta, n, eps = 0.9, 6, 1e-5
    layer = dl.BatchNorm1d(3, momentum=dl.batch_norm_from_course(beta)).double()
    rng = np.random.default_rng(5)
    mu, var = np.zeros(3), dl.course_from_running_var(dl.ones(3).double(), n).numpy()
    for batch in rng.standard_normal((20, n, 3)) * [1, 2, 3]:
        layer(dl.tensor(batch))
        mu = beta * mu + (1 - beta) * batch.mean(0)
        var = beta * var + (1 - beta) * batch.var(0)
    np.testing.assert_allclose(layer.running_mean.numpy(), mu, rtol=1e-12)
    unbiased = dl.running_var_from_course(dl.tensor(var), n).numpy()
    np.testing.assert_allclose(layer.running_var.numpy(), unbiased, rtol=1e-12)
    x = rng.standard_normal((4, 3))
    output = layer.eval()(dl.tensor(x)).detach().numpy()
    np.testing.assert_allclose(output, (x - mu) / np.sqrt(unbiased + eps), rtol=1e-11)


def test_columns_and_rows_of_examples_train_alike(dl):
    W, b = start()
    layer = layer_of(dl, W, b)
    for _ in range(15):
        dW, db = course_gradients(W, b, *data())
        W, b = W - 0.1 * dW, b - 0.1 * db
    assert_same((W, b), train(dl, layer, dl.SGD(layer.parameters(), lr=0.1)))


def test_weights_stored_by_input_train_alike(dl):
    """X @ W + b with W (in, out), as in CS231n and Keras."""
    X, Y = (array.T for array in data())
    W, b = (array.T for array in start())
    layer = dl.Linear(4, 2).double()
    weight, bias = dl.linear_from_rows(dl.tensor(W), dl.tensor(b[0]))
    layer.load_state_dict({"weight": weight, "bias": bias})
    for _ in range(15):
        dscores = 2 * (X @ W + b - Y) / M
        W, b = W - 0.1 * X.T @ dscores, b - 0.1 * dscores.sum(0)
    train(dl, layer, dl.SGD(layer.parameters(), lr=0.1))
    assert_same(
        (W, b[0]), dl.rows_from_linear(layer.weight.detach(), layer.bias.detach())
    )


def test_a_summed_loss_trains_like_a_mean_at_m_times_the_rate(dl):
    W, b = start()
    summed, averaged = layer_of(dl, W, b), layer_of(dl, W, b)
    given = {"lr": 0.004, "weight_decay": 0.3}
    sgd = dl.SGD(summed.parameters(), momentum=0.8, **given)
    course = train(dl, summed, sgd, total=True)
    options = dl.mean_from_sum(**given, m=M)
    assert options == pytest.approx({"lr": 0.048, "weight_decay": 0.025})
    sgd = dl.SGD(averaged.parameters(), momentum=0.8, **options)
    assert_same([part.numpy() for part in course], train(dl, averaged, sgd))


@given(st.floats(1e-3, 10), st.floats(0, 0.99), st.integers(2, 1000))
def test_every_converter_has_an_inverse(rate, factor, m):
    dl = scratch
    for there, back, args in [
        (dl.sgd_from_course, dl.course_from_sgd, (rate, factor)),
        (dl.weight_decay_from_course, dl.course_from_weight_decay, (rate, m)),
        (dl.dropout_from_course, dl.course_from_dropout, (factor,)),
        (dl.batch_norm_from_course, dl.course_from_batch_norm, (factor,)),
        (dl.running_var_from_course, dl.course_from_running_var, (rate, m)),
        (dl.mean_from_sum, dl.sum_from_mean, (rate, factor, m)),
        (dl.decay_from_course, dl.course_from_decay, (rate, factor)),
        (dl.batch_norm_from_unbiased, dl.unbiased_from_batch_norm, (rate, factor, m)),
    ]:
        found = there(*args)
        if isinstance(found, dict):
            found = back(*found.values(), *args[2:])
            assert list(found.values()) == pytest.approx(list(args[:2]), abs=1e-12)
        else:
            assert back(found, *args[1:]) == pytest.approx(args[0], abs=1e-12)


def test_layouts_have_inverses(dl):
    W, b = (dl.tensor(array) for array in start())
    weight, bias = dl.linear_from_course(W, b)
    assert (tuple(weight.shape), tuple(bias.shape)) == ((2, 4), (2,))
    assert all(map(dl.equal, dl.course_from_linear(weight, bias), (W, b)))
    W, b = dl.rows_from_linear(weight, bias)
    assert tuple(W.shape) == (4, 2)
    assert all(map(dl.equal, dl.linear_from_rows(W, b), (weight, bias)))
    X = dl.tensor(data()[0])
    assert tuple(dl.examples_from_course(X).shape) == (M, 4)
    assert dl.equal(dl.course_from_examples(dl.examples_from_course(X)), X)


def test_torchs_own_layers_agree_with_the_converted_course():
    W, b = start()
    layer = torch.nn.Linear(4, 2).double()
    weight, bias = torch_ref.linear_from_course(torch.tensor(W), torch.tensor(b))
    layer.load_state_dict({"weight": weight, "bias": bias})
    X, _ = data()
    rows = layer(torch_ref.examples_from_course(torch.tensor(X))).detach()
    columns = torch_ref.course_from_examples(rows).numpy()
    np.testing.assert_allclose(columns, W @ X + b, rtol=1e-13)


ARRAYS = {
    "examples_from_course": ["X"],
    "course_from_examples": ["input"],
    "linear_from_course": ["W", "b"],
    "course_from_linear": ["weight", "bias"],
    "linear_from_rows": ["W", "b"],
    "rows_from_linear": ["weight", "bias"],
}


@pytest.mark.parametrize("name", ARRAYS)
def test_what_is_no_tensor_is_refused_by_name(dl, name):
    good = dl.ones(2, 2)
    for i, parameter in enumerate(ARRAYS[name]):
        arguments = [good] * len(ARRAYS[name])
        arguments[i] = np.ones((2, 2))
        with pytest.raises(TypeError, match=f"{parameter} has no requires_grad"):
            getattr(dl, name)(*arguments)


@pytest.mark.parametrize("factor", [-0.5, 1.0, float("nan")])
def test_an_average_whose_weights_are_not_shares_is_refused(dl, factor):
    with pytest.raises(ValueError, match=r"beta must be in \[0, 1\), got"):
        dl.sgd_from_course(0.1, factor)
    with pytest.raises(ValueError, match=r"momentum must be in \[0, 1\), got"):
        dl.course_from_sgd(0.1, factor)
