"""The notes' functions of one layer: dA[l] and a cache in, dA[l-1], dW and db out."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import scratch
import torch_ref
from scratch.chapters import layer

NAMES = ["linear", "relu", "leaky_relu", "sigmoid", "tanh", "softmax"]
PACKAGES = [(scratch, scratch), (torch_ref, torch)]
both = pytest.mark.parametrize(("dl", "source"), PACKAGES, ids=["scratch", "torch_ref"])
layers = st.tuples(
    st.sampled_from(NAMES),
    st.tuples(*[st.integers(1, 5)] * 3),  # n, n_prev, m
    st.integers(0, 2**32 - 1),
)


def arrays(n, before, m, seed):
    """Return A_prev, W, b, dA."""
    rng = np.random.default_rng(seed)
    shapes = (before, m), (n, before), (n, 1), (n, m)
    return [rng.standard_normal(shape) for shape in shapes]


@given(layers)
def test_a_layer_turns_any_da_into_da_prev_dw_and_db_as_autograd_does(drawn):
    g, sizes, seed = drawn
    *inputs, dA = arrays(*sizes, seed)
    found = []
    for dl, source in PACKAGES:
        A, cache = dl.layer_forward(*map(source.tensor, inputs), g)
        found.append([A, *cache[4:], *dl.layer_backward(source.tensor(dA), cache)])
    for actual, expected, like in zip(*found, [dA, dA, dA, *inputs], strict=True):
        assert actual.shape == tuple(expected.shape) == like.shape
        np.testing.assert_allclose(
            actual.numpy(), expected.numpy(), rtol=1e-12, atol=1e-14
        )


@both
@pytest.mark.parametrize("head", ["sigmoid", "softmax"])
def test_da_through_the_activation_gives_a_minus_y_at_a_matched_head(dl, source, head):
    A_prev, W, b, _ = map(source.tensor, arrays(3, 4, 6, 1))
    Y = source.tensor(np.eye(3)[:, [0, 2, 1, 1, 0, 2]])
    A, cache = dl.layer_forward(A_prev, W, b, head)
    dA = -Y / A + (0 if head == "softmax" else (1 - Y) / (1 - A))
    dA_prev, dW, db = dl.layer_backward(dA, cache)
    for actual, expected in (
        (dA_prev, W.T @ (A - Y)),
        (dW, (A - Y) @ A_prev.T / 6),
        (db, (A - Y).sum(1, keepdim=True) / 6),
    ):
        np.testing.assert_allclose(actual.numpy(), expected.numpy(), atol=1e-14)


def test_backward_reads_what_forward_kept_and_computes_nothing_forward(monkeypatch):
    A_prev, W, b, dA = map(scratch.tensor, arrays(3, 4, 5, 2))
    Y = scratch.tensor(np.eye(3)[:, [0, 2, 1, 1, 0]])
    caches = scratch.deep_forward(A_prev, [None, W], [None, b], [None, "sigmoid"])[1]
    changed = caches[1]._replace(Z=caches[1].Z + 1, A=caches[1].A / 2)

    def forward(Z):
        raise AssertionError("an activation ran again")

    for name in NAMES:
        monkeypatch.setitem(layer.ACTIVATIONS, name, forward)
    plain, other = (scratch.layer_backward(dA, c)[1] for c in (caches[1], changed))
    assert not scratch.allclose(plain, other)
    assert scratch.deep_backward(Y, caches).dZ[1].tolist() == (
        (caches[1].A - Y).tolist()
    )


@both
def test_a_gradient_of_another_shape_and_an_unknown_activation_are_refused(dl, source):
    A_prev, W, b, dA = map(source.tensor, arrays(3, 4, 5, 3))
    cache = dl.layer_forward(A_prev, W, b, "relu")[1]
    with pytest.raises(ValueError, match=r"got dA \(3, 1\), A \(3, 5\)"):
        dl.layer_backward(dA[:, :1], cache)
    with pytest.raises(TypeError, match="cache has no A_prev, got Tensor"):
        dl.layer_backward(dA, dA)
    with pytest.raises(TypeError, match="dA has no shape, got float"):
        dl.layer_backward(1.0, cache)
    with pytest.raises(ValueError, match=r"g must be one of linear.*got 'swish'"):
        dl.layer_forward(A_prev, W, b, "swish")
    with pytest.raises(TypeError, match="W has no requires_grad, got ndarray"):
        dl.layer_forward(A_prev, W.numpy(), b, "relu")
