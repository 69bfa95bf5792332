"""Rows 2 and 3 of the notes: the equations of layer l against autograd, all of them."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import scratch
import torch_ref

HIDDEN = ["linear", "relu", "leaky_relu", "sigmoid", "tanh"]
PARTS = ["dW", "db", "dZ", "dA"]
networks = st.tuples(
    st.lists(st.integers(1, 5), min_size=2, max_size=5),  # n[0] ... n[L]
    st.lists(st.sampled_from(HIDDEN), min_size=3, max_size=3),
    st.sampled_from(["linear", "sigmoid", "softmax"]),
    st.integers(1, 7),  # m
    st.integers(0, 2**32 - 1),
)


def draw(sizes, hidden, head, m, seed):
    """Return X, Y, W, b, g as float64 arrays and names, lists from layer 1."""
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((sizes[0], m))
    W = [None, *(rng.standard_normal(s) for s in zip(sizes[1:], sizes))]
    b = [None, *(rng.standard_normal((n, 1)) for n in sizes[1:])]
    if head == "softmax":
        Y = np.eye(sizes[-1])[:, rng.integers(0, sizes[-1], m)]
    elif head == "linear":
        Y = rng.standard_normal((sizes[-1], m))
    else:
        Y = rng.integers(0, 2, (sizes[-1], m)).astype(float)
    return X, Y, W, b, [None, *hidden[: len(sizes) - 2], head]


def tensors(dl, value):
    """Return arrays, or lists of them, as tensors."""
    if isinstance(value, list):
        return [tensors(dl, part) for part in value]
    return value if value is None or isinstance(value, str) else dl.tensor(value)


def passes(dl, X, Y, W, b, g):
    """Return the gradients of a forward and a backward pass, on Tensors of dl."""
    X, Y, W, b, g = tensors(scratch if dl is scratch else torch, [X, Y, W, b, g])
    return dl.deep_backward(Y, dl.deep_forward(X, W, b, g)[1])


def close(actual, expected, scale=1e-13):
    size = max(np.abs(expected).max(initial=0), 1e-300)
    np.testing.assert_array_less(np.abs(actual - expected), scale * size + 1e-15)


@given(networks)
def test_every_gradient_and_intermediate_equals_autograds(network):
    arrays = draw(*network)
    ours, theirs = passes(scratch, *arrays), passes(torch_ref, *arrays)
    for part in PARTS:
        pairs = list(zip(getattr(ours, part), getattr(theirs, part), strict=True))
        for actual, expected in pairs[: -1 if part == "dA" else None]:
            assert (actual is None) == (expected is None)
            if actual is not None:
                assert actual.shape == tuple(expected.shape)
                close(actual.numpy(), expected.detach().numpy())
    # dA[L] divides by A and 1 - A, which hold a rounding error of eps of 1
    X, _, W, b, g = tensors(scratch, list(arrays))
    A = scratch.deep_forward(X, W, b, g)[0].numpy()
    small = {"linear": 1.0, "softmax": A}.get(g[-1], np.minimum(A, 1 - A))
    actual, expected = ours.dA[-1].numpy(), theirs.dA[-1].numpy()
    with np.errstate(all="ignore"):
        gaps = np.abs(actual - expected) * small / (1 + np.abs(expected))
    sure = np.broadcast_to(small, gaps.shape) > 1e-12
    assert (gaps[sure] < 1e-13).all()


@given(networks)
def test_the_forward_equations_give_the_same_z_a_and_cost(network):
    X, Y, W, b, g = draw(*network)
    results = []
    for dl, source in ((scratch, scratch), (torch_ref, torch)):
        A, caches = dl.deep_forward(*(tensors(source, part) for part in (X, W, b, g)))
        cost = dl.deep_cost(caches[-1].Z, tensors(source, Y), g[-1])
        kept = [t for cache in caches[1:] for t in (cache.A_prev, cache.Z, cache.A)]
        results.append([*kept, A, cost])
    for actual, expected in zip(*results):
        close(actual.numpy(), expected.numpy())


@given(networks)
def test_rows_as_examples_give_the_same_numbers_transposed(network):
    _sizes, _hidden, head, m, _seed = network
    X, Y, W, b, g = draw(*network)
    modules = {
        "leaky_relu": scratch.LeakyReLU,
        "relu": scratch.ReLU,
        "sigmoid": scratch.Sigmoid,
        "tanh": scratch.Tanh,
        "linear": lambda: scratch.LeakyReLU(1.0),
    }
    layers = []
    for l in range(1, len(W)):
        layer = scratch.Linear(*W[l].shape[::-1]).double()
        with scratch.no_grad():
            layer.weight.copy_(scratch.tensor(W[l]))
            layer.bias.copy_(scratch.tensor(b[l][:, 0]))
        layers += [layer] + ([modules[g[l]]()] if l < len(W) - 1 else [])
    model = scratch.Sequential(*layers)
    logits = model(scratch.tensor(np.ascontiguousarray(X.T)))
    rows = scratch.tensor(np.ascontiguousarray(Y.T))
    if head == "softmax":
        cost = scratch.CrossEntropyLoss()(logits, rows)
    elif head == "linear":
        cost = scratch.MSELoss(reduction="sum")(logits, rows) / 2 / m
    else:
        loss = scratch.BCEWithLogitsLoss(reduction="sum")
        cost = loss(logits, rows) / m
    cost.backward()
    gradients = passes(scratch, X, Y, W, b, g)
    for l in range(1, len(W)):
        layer = model[2 * l - 2]
        close(layer.weight.grad.numpy(), gradients.dW[l].numpy(), 1e-12)
        close(layer.bias.grad.numpy(), gradients.db[l].numpy()[:, 0], 1e-12)


@pytest.mark.parametrize("head", ["linear", "sigmoid", "softmax"])
@pytest.mark.parametrize("hidden", [h for h in HIDDEN if h != "linear"])
def test_dz_is_a_minus_y_only_at_the_output_layer(head, hidden):
    """Units as many as outputs: A - Y has the shape of dZ in every layer."""
    arrays = draw([3, 2, 2, 2], [hidden] * 3, head, 5, 1)
    X, Y, W, b, g = tensors(scratch, list(arrays))
    caches = scratch.deep_forward(X, W, b, g)[1]
    ours, theirs = passes(scratch, *arrays), passes(torch_ref, *arrays)
    for l in (1, 2, 3):
        close(ours.dZ[l].numpy(), theirs.dZ[l].numpy())
        wrong = np.abs((caches[l].A - Y - ours.dZ[l]).numpy()).max()
        assert (wrong < 1e-15) == (l == 3), (l, wrong)


def test_the_one_over_m_sits_in_dw_and_db_and_not_in_dz():
    X, Y, W, b, g = draw([3, 4, 2], ["relu"] * 3, "sigmoid", 5, 2)
    once = passes(scratch, X, Y, W, b, g)
    twice = [np.concatenate([part, part], 1) for part in (X, Y)]
    doubled = passes(scratch, *twice, W, b, g)
    for l in (1, 2):
        close(doubled.dW[l].numpy(), once.dW[l].numpy())
        close(doubled.db[l].numpy(), once.db[l].numpy())
        close(doubled.dZ[l].numpy()[:, :5], once.dZ[l].numpy())


def test_one_neuron_worked_by_hand():
    # sigma(2 * 1 - 1 * 2 + 0) = 1/2 and Y = 1: dZ = -1/2, dW = -1/2 * (1, 2)
    X, Y = [[1.0], [2.0]], [[1.0]]
    W, b = [None, [[2.0, -1.0]]], [None, [[0.0]]]
    for dl in (scratch, torch_ref):
        weights = [None, np.array(W[1])], [None, np.array(b[1])]
        result = passes(dl, np.array(X), np.array(Y), *weights, [None, "sigmoid"])
        assert result.dZ[1].tolist() == [[-0.5]]
        assert result.dA[1].tolist() == [[-2.0]]  # -1 / A
        assert result.dW[1].tolist() == [[-0.5, -1.0]]
        assert result.db[1].tolist() == [[-0.5]]
        assert result.dA[0].tolist() == [[-1.0], [0.5]]


def test_unknown_activations_heads_and_sizes_are_refused(dl):
    source = scratch if dl is scratch else torch
    X, Y, W, b, _ = tensors(
        source, list(draw([3, 4, 2], ["tanh"] * 3, "softmax", 5, 1))
    )
    with pytest.raises(ValueError, match=r"g\[1\] must be one of .*got 'softmax'"):
        dl.deep_forward(X, W, b, [None, "softmax", "softmax"])
    caches = dl.deep_forward(X, W, b, [None, "tanh", "tanh"])[1]
    with pytest.raises(ValueError, match=r"head must be one of .*, got 'tanh'"):
        dl.deep_backward(Y, caches)
    with pytest.raises(ValueError, match=r"got ZL \(2, 5\), Y \(2, 3\)"):
        dl.deep_backward(Y[:, :3], caches)


def test_what_is_no_list_or_no_tensor_is_refused_by_name(dl):
    source = scratch if dl is scratch else torch
    X, Y, W, b, g = tensors(
        source, list(draw([3, 4, 2], ["tanh"] * 3, "softmax", 5, 1))
    )
    array = np.ones((2, 4))
    for changes, message in [
        ({"W": W[1]}, "W must be a list, got Tensor"),
        ({"b": b[1]}, "b must be a list, got Tensor"),
        ({"g": "tanh"}, "g must be a list, got str"),
        ({"W": [None, array, W[2]]}, r"W\[1\] has no requires_grad, got ndarray"),
        ({"W": [None, W[1], array]}, r"W\[2\] has no requires_grad, got ndarray"),
        ({"b": [None, array, b[2]]}, r"b\[1\] has no requires_grad, got ndarray"),
        ({"b": [None, b[1], array]}, r"b\[2\] has no requires_grad, got ndarray"),
    ]:
        with pytest.raises(TypeError, match=message):
            dl.deep_forward(**{"X": X, "W": W, "b": b, "g": g, **changes})
    for call in (
        lambda: dl.deep_cost(Y, [[1.0]], "softmax"),
        lambda: dl.deep_backward([[1.0]], dl.deep_forward(X, W, b, g)[1]),
    ):
        with pytest.raises(TypeError, match="Y has no shape, got list"):
            call()
    with pytest.raises(TypeError, match="ZL has no shape, got list"):
        dl.deep_cost([[1.0]], Y, "softmax")
    with pytest.raises(TypeError, match="caches must be a list, got Tensor"):
        dl.deep_backward(Y, X)
    with pytest.raises(ValueError, match=r"a Cache for each layer, got \[None\]"):
        dl.deep_backward(Y, [None])
    with pytest.raises(TypeError, match=r"caches\[1\] has no A_prev, got int"):
        dl.deep_backward(Y, [None, 1])


@pytest.mark.parametrize("hidden", HIDDEN)
def test_the_derivative_at_a_kink_is_autograds(hidden):
    X, Y, W, b, g = draw([3, 4, 2], [hidden], "sigmoid", 5, 1)
    W[1][:], b[1][:2] = 0.0, 0.0  # Z[1] is 0 in the first two rows
    ours, theirs = (passes(dl, X, Y, W, b, g) for dl in (scratch, torch_ref))
    close(ours.dZ[1].numpy(), theirs.dZ[1].numpy())
    assert (ours.dA[1].numpy() != 0).all()


def test_a_linear_layer_passes_the_gradient_on_whatever_its_output():
    X, Y, W, b, g = draw([3, 4, 2], ["linear"], "sigmoid", 5, 1)
    b[1][0], W[2][:, 0] = np.inf, [1.0, -1.0]
    for dl in (scratch, torch_ref):
        found = passes(dl, X, Y, W, b, g)
        assert found.dZ[1].tolist() == found.dA[1].tolist()


def test_the_gradients_are_numbers_and_no_part_of_a_graph(dl):
    source = scratch if dl is scratch else torch
    X, Y, W, b, g = tensors(
        source, list(draw([3, 4, 2], ["tanh"] * 3, "softmax", 5, 1))
    )
    given = [X, *W[1:], *b[1:]]
    for tensor in given:
        tensor.requires_grad_()
    found = dl.deep_backward(Y, dl.deep_forward(X, W, b, g)[1])
    for part in found:
        assert not any(t.requires_grad for t in part if t is not None)
    assert all(tensor.grad is None for tensor in given)
