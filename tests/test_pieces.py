"""A formula computed in pieces gives what it gives in one, bit for bit."""

import numpy as np
import pytest

import scratch
from scratch.engine import pieces
from scratch.engine.pieces import in_pieces
from scratch.engine.pool import owns_memory

RNG = np.random.default_rng(11)
PIECE = 1 << 16
LARGE = 4 * PIECE + 1  # elements: pieces, and one element left over


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    """Cut arrays that are quick to compute."""
    monkeypatch.setattr(pieces, "PIECE", PIECE)
    monkeypatch.setattr(pieces, "FEW", 4 * PIECE)


def difference(left, right):
    return left * left - right


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(), (0,), (7,), (LARGE,), (3, LARGE // 2, 1)])
def test_pieces_together_are_the_whole(shape, dtype):
    left, right = (np.asarray(RNG.standard_normal(shape), dtype) for _ in range(2))
    result = in_pieces(difference, left, right)
    assert result.dtype == dtype
    assert result.shape == shape
    assert np.array_equal(result, difference(left, right))


def test_a_large_array_is_computed_in_pieces_into_memory_of_its_own():
    sizes = []

    def twice(x):
        sizes.append(x.size)
        return x + x

    x = RNG.standard_normal(LARGE, np.float32)
    result = in_pieces(twice, x)
    assert sizes == [PIECE] * 4 + [1]
    assert owns_memory(result)
    assert not np.shares_memory(result, x)


@pytest.mark.parametrize(
    "right",
    [
        RNG.standard_normal((800, 700)).T,
        RNG.standard_normal((700, 800), np.float32),
        RNG.standard_normal((1, 800)),
    ],
    ids=["another order", "another dtype", "another shape"],
)
def test_arrays_that_lie_differently_are_taken_whole(right):
    left = RNG.standard_normal((700, 800))
    result = in_pieces(difference, left, right)
    assert np.array_equal(result, difference(left, right))


NAMES = ["relu", "leaky_relu", "elu", "gelu", "silu", "sigmoid", "tanh", "softplus"]


@pytest.mark.parametrize("name", NAMES)
def test_an_activation_of_a_large_array_is_that_of_its_rows(name):
    function = getattr(scratch, name)
    array = 30 * RNG.standard_normal((40, LARGE // 39), np.float32)
    upstream = RNG.standard_normal(array.shape, np.float32)

    def run(rows):
        input = scratch.tensor(array[rows], requires_grad=True)
        output = function(input)
        output.backward(scratch.tensor(upstream[rows]))
        return output.detach().numpy(), input.grad.numpy()

    whole, parts = run(slice(None)), [run(slice(i, i + 1)) for i in range(40)]
    for large, small in zip(whole, zip(*parts)):
        expected = np.concatenate(small)
        assert large.shape == expected.shape
        allowed = 1e-6 * np.maximum(1, abs(expected))
        assert (abs(large - expected) <= allowed).all()
