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
def measured(monkeypatch):
    """Cut arrays that are quick to compute; give the sizes that are in use."""
    sizes = pieces.PIECE, pieces.FEW
    monkeypatch.setattr(pieces, "PIECE", PIECE)
    monkeypatch.setattr(pieces, "FEW", 4 * PIECE)
    return sizes


def test_the_sizes_are_those_that_were_measured(measured):
    """Others need `python -m compare speed` anew."""
    assert measured == (1 << 18, 1 << 22)


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


class Tagged(np.ndarray):
    """An array of a kind of its own."""


ROWS = 1 << 9
LEFT = RNG.standard_normal((ROWS, ROWS + 1))  # one row more than is computed whole
OTHERS = {
    "another order": RNG.standard_normal((ROWS + 1, ROWS)).T,
    "another dtype": LEFT.astype(np.float32),
    "another shape": RNG.standard_normal((1, ROWS + 1)),
    "another kind": LEFT.copy().view(Tagged),
}


@pytest.mark.parametrize("name", OTHERS)
def test_arrays_that_lie_differently_are_taken_whole(name):
    for left, right in ((LEFT, OTHERS[name]), (OTHERS[name], LEFT)):
        seen = []

        def whole(a, b, seen=seen):
            seen.append((a, b))
            return difference(a, b)

        result = in_pieces(whole, left, right)
        assert len(seen) == 1
        assert seen[0][0] is left
        assert seen[0][1] is right
        assert np.array_equal(result, difference(left, right))


@pytest.mark.parametrize(("n", "calls"), [(4 * PIECE, 1), (4 * PIECE + 1, 5)])
def test_so_many_elements_are_still_computed_whole(n, calls):
    seen = []
    in_pieces(lambda x: seen.append(x.size) or x, np.zeros(n, np.float32))
    assert len(seen) == calls
    assert sum(seen) == n


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
