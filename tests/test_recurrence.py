"""What the page about recurrence claims."""

import numpy as np
import pytest


def numpy(tensor):
    return tensor.detach().numpy()


def drawn(dl, seed, *shapes):
    rng = np.random.default_rng(seed)
    return [dl.tensor(rng.standard_normal(shape)).requires_grad_() for shape in shapes]


def orthogonal(size, seed=0):
    return np.linalg.qr(np.random.default_rng(seed).standard_normal((size, size)))[0]


def test_back_propagation_through_time_is_the_sum_over_steps(dl):
    t, n, i, h = 5, 3, 2, 4
    shapes = (t, n, i), (n, h), (h, i), (h, h), (h,), (h,)
    tensors = drawn(dl, 0, *shapes)
    output, _ = dl.rnn_layer(*tensors)
    upstream = np.random.default_rng(1).standard_normal((t, n, h))
    (output * dl.tensor(upstream)).sum().backward()
    x, start, _, u, _, _ = map(numpy, tensors)
    states = np.concatenate([start[None], numpy(output)])
    delta, da = upstream[-1], [None] * t
    for s in reversed(range(t)):
        da[s] = delta * (1 - states[s + 1] ** 2)
        delta = (upstream[s - 1] if s else 0) + da[s] @ u
    expected = {
        1: delta,
        2: sum(da[s].T @ x[s] for s in range(t)),
        3: sum(da[s].T @ states[s] for s in range(t)),
        4: sum(part.sum(0) for part in da),
    }
    for place, gradient in expected.items():
        np.testing.assert_allclose(numpy(tensors[place].grad), gradient, rtol=1e-11)


def test_a_layer_is_its_written_out_loop_under_autograd(dl):
    shapes = (6, 2, 3), (2, 4), (4, 3), (4, 4), (4,), (4,)
    first, second = drawn(dl, 2, *shapes), drawn(dl, 2, *shapes)
    output, _ = dl.rnn_layer(*first)
    x, h, w, u, b, c = second
    states = []
    for t in range(6):
        h = dl.tanh(x[t] @ w.T + b + h @ u.T + c)
        states.append(h)
    loop = dl.stack(states)
    np.testing.assert_allclose(numpy(output), numpy(loop), rtol=1e-12)
    weights = dl.tensor(np.random.default_rng(3).standard_normal((6, 2, 4)))
    for found in (output, loop):
        (found * weights).sum().backward()
    for ours, autograds in zip(first, second, strict=True):
        np.testing.assert_allclose(
            numpy(ours.grad), numpy(autograds.grad), rtol=1e-11, atol=1e-13
        )


def reached(dl, factor, steps, nonlinearity, size=6):
    """Return the length of the gradient that has come back over so many steps."""
    rng = np.random.default_rng(4)
    input = dl.tensor(rng.standard_normal((steps, 1, size)))
    h = dl.tensor(0.1 * rng.standard_normal((1, size))).requires_grad_()
    u = dl.tensor(factor * orthogonal(size))
    w = dl.eye(size, dtype=dl.float64) * (0.5 if nonlinearity == "tanh" else 0.0)
    _, end = dl.rnn_layer(input, h, w, u, nonlinearity=nonlinearity)
    upstream = np.ones((1, size)) / np.sqrt(size)
    (end * dl.tensor(upstream)).sum().backward()
    return np.linalg.norm(numpy(h.grad))


def test_the_gradient_shrinks_at_least_as_powers_of_the_largest_singular_value(dl):
    for steps in (1, 5, 20, 40):
        for factor in (0.5, 0.9):
            length = reached(dl, factor, steps, "tanh")
            assert 0 < length <= factor**steps * (1 + 1e-12)


def test_without_slopes_below_one_the_gradient_explodes(dl):
    """All states stay positive under this matrix: the slope of ReLU is 1 throughout."""
    h = dl.ones(1, 3, dtype=dl.float64).requires_grad_()
    u = 1.2 * dl.eye(3, dtype=dl.float64)
    w, input = dl.zeros(3, 1, dtype=dl.float64), dl.zeros(50, 1, 1, dtype=dl.float64)
    _, end = dl.rnn_layer(input, h, w, u, nonlinearity="relu")
    end.sum().backward()
    np.testing.assert_allclose(numpy(h.grad), 1.2**50, rtol=1e-12)


def test_along_the_cell_the_gradient_is_the_product_of_forget_gates(dl):
    """Nothing of the state comes back: the recurrent weights are 0."""
    t, size = 7, 3
    x, h, c, w = drawn(dl, 5, (t, 1, 2), (1, size), (1, size), (4 * size, 2))
    u = dl.zeros(4 * size, size, dtype=dl.float64)
    _, _, end = dl.lstm_layer(x, h, c, w, u)
    end.sum().backward()
    sums = numpy(x)[:, 0] @ numpy(w).T
    gates = 1 / (1 + np.exp(-sums[:, size : 2 * size]))
    np.testing.assert_allclose(numpy(c.grad)[0], gates.prod(0), rtol=1e-11)


def test_an_lstm_is_its_gates_written_out(dl):
    """Its four sums stand one below the other: i, f, g, o."""
    t, size = 4, 3
    shapes = (t, 2, 2), (2, size), (2, size), (12, 2), (12, size), (12,), (12,)
    first, second = drawn(dl, 10, *shapes), drawn(dl, 10, *shapes)
    output, _, end = dl.lstm_layer(*first)
    x, h, c, w, u, b, d = second
    states = []
    for step in range(t):
        sums = x[step] @ w.T + b + h @ u.T + d
        i, f, o = (dl.sigmoid(sums[:, n * size : (n + 1) * size]) for n in (0, 1, 3))
        g = dl.tanh(sums[:, 2 * size : 3 * size])
        c = f * c + i * g
        h = o * dl.tanh(c)
        states.append(h)
    loop = dl.stack(states)
    np.testing.assert_allclose(numpy(output), numpy(loop), rtol=1e-12)
    np.testing.assert_allclose(numpy(end), numpy(c), rtol=1e-12)
    upstream = dl.tensor(np.random.default_rng(11).standard_normal((t, 2, size)))
    for found, cell in ((output, end), (loop, c)):
        ((found * upstream).sum() + (cell * cell).sum()).backward()
    for ours, autograds in zip(first, second, strict=True):
        np.testing.assert_allclose(
            numpy(ours.grad), numpy(autograds.grad), rtol=1e-11, atol=1e-13
        )


def test_open_gates_carry_a_gradient_where_tanh_loses_it(dl):
    size, sizes = 8, {}
    for kind, forget in (("RNN", 0), ("LSTM", 0), ("LSTM", 4)):
        dl.manual_seed(5)
        network = getattr(dl, kind)(2, size).double()
        if forget:
            with dl.no_grad():
                network.bias_ih_l0[size : 2 * size] += forget
        input = dl.randn(51, 1, 2, dtype=dl.float64).requires_grad_()
        network(input)[0][-1].sum().backward()
        lengths = np.linalg.norm(numpy(input.grad)[:, 0], axis=1)
        sizes[kind, forget] = lengths[0] / lengths[-1]
    assert sizes["RNN", 0] < 1e-9
    assert sizes["LSTM", 4] > 0.1
    assert sizes["RNN", 0] < sizes["LSTM", 0] < sizes["LSTM", 4]


def test_a_closed_update_gate_of_a_gru_keeps_its_state(dl):
    size = 3
    x, h, w, u = drawn(dl, 6, (20, 2, 2), (2, size), (3 * size, 2), (3 * size, size))
    bias = dl.zeros(3 * size, dtype=dl.float64)
    bias[size : 2 * size] = 1000.0  # the sigmoid is 1
    output, end = dl.gru_layer(x, h, w, u, bias, dl.zeros_like(bias))
    for state in numpy(output):  # n + (h - n) is h but for rounding
        np.testing.assert_allclose(state, numpy(h), rtol=1e-13)
    weights = np.random.default_rng(7).standard_normal((2, size))
    (end * dl.tensor(weights)).sum().backward()
    np.testing.assert_allclose(numpy(h.grad), weights, rtol=1e-13)


@pytest.mark.parametrize(("kind", "rows"), [("RNN", 1), ("LSTM", 4), ("GRU", 3)])
def test_two_biases_are_one_but_in_the_candidate_of_a_gru(dl, kind, rows):
    dl.manual_seed(8)
    network, size = getattr(dl, kind)(2, 3).double(), 3
    network(dl.randn(4, 5, 2, dtype=dl.float64))[0].sum().backward()
    ih, hh = numpy(network.bias_ih_l0.grad), numpy(network.bias_hh_l0.grad)
    shared = (rows - 1 if kind == "GRU" else rows) * size
    np.testing.assert_allclose(ih[:shared], hh[:shared], rtol=1e-12)
    if kind == "GRU":
        assert np.abs(ih[shared:] - hh[shared:]).min() > 1e-3


def test_cutting_the_state_keeps_values_and_drops_gradients_across(dl):
    dl.manual_seed(9)
    network = dl.LSTM(2, 3).double()
    input = dl.randn(10, 1, 2, dtype=dl.float64).requires_grad_()
    whole, _ = network(input)
    first, state = network(input[:5])
    second, _ = network(input[5:], tuple(part.detach() for part in state))
    halves = dl.cat([first, second])
    np.testing.assert_allclose(numpy(halves), numpy(whole), rtol=1e-12)
    second.sum().backward()
    gradient = numpy(input.grad).copy()
    assert not gradient[:5].any()
    assert gradient[5:].all()
    input.grad = None
    whole[5:].sum().backward()
    assert numpy(input.grad)[:5].any()
    np.testing.assert_allclose(numpy(input.grad)[5:], gradient[5:], rtol=1e-11)
