"""Sums by products of matrices are NumPy's sums, over any dimensions."""

from itertools import combinations

import numpy as np
import pytest
import torch

import scratch
from scratch.engine import sums
from scratch.engine.sums import inner, total

RNG = np.random.default_rng(5)
SHAPES = [(), (0,), (1,), (7,), (3, 5), (0, 4), (4, 0), (2, 3, 5), (2, 1, 3, 4)]
CASES = [
    (shape, axes)
    for shape in SHAPES
    for number in range(len(shape) + 1)
    for axes in combinations(range(len(shape)), number)
]


@pytest.fixture(params=["few", "many"], autouse=True)
def size(request, monkeypatch):
    """Take small arrays for large ones, too."""
    if request.param == "many":
        monkeypatch.setattr(sums, "FEW", 0)


def whole(shape, dtype):
    """Return numbers whose products and sums are exact."""
    return RNG.integers(-9, 9, shape).astype(dtype)


def assert_same(result, expected):
    assert result.shape == expected.shape
    assert result.dtype == expected.dtype
    assert np.array_equal(result, expected)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.longdouble, complex])
@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize(("shape", "axes"), CASES)
def test_sums_are_numpys(shape, axes, keepdims, dtype):
    left, right = np.asarray(whole(shape, dtype)), np.asarray(whole(shape, dtype))
    products = left * right
    for dims in (axes, tuple(axis - len(shape) for axis in axes)):
        expected = left.sum(dims, keepdims=keepdims)
        assert_same(total(left, dims, keepdims), expected)
        expected = products.sum(dims, keepdims=keepdims)
        assert_same(inner(left, right, dims, keepdims), expected)


@pytest.mark.parametrize("axes", [(0,), (1,)])
def test_arrays_with_gaps_are_summed_as_they_are(axes):
    left, right = whole((6, 8), np.float32)[::2, ::-1], whole((4, 8, 3), np.float32)
    right = right[0].T
    assert_same(total(left, axes), left.sum(axes))
    assert_same(inner(left, right, axes), (left * right).sum(axes))
    assert_same(inner(left.copy(), right, axes), (left * right).sum(axes))


@pytest.mark.parametrize("axes", [(0,), (1,), (0, 1)])
@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan])
def test_infinities_and_nan_stay_in_their_own_sum(value, axes):
    array, zeros = np.ones((40, 50), np.float32), np.zeros((40, 50), np.float32)
    array[3, 7] = value
    with np.errstate(invalid="ignore"):
        sums, expected = total(array, axes), array.sum(axes)
        products, wanted = inner(array, zeros, axes), (array * zeros).sum(axes)
    assert np.array_equal(sums, expected, equal_nan=True)
    assert np.array_equal(products, wanted, equal_nan=True)


def test_many_small_numbers_are_not_lost_beside_a_large_one():
    array = RNG.random((3, 100_000), np.float32)
    exact = array.astype(np.float64).sum(1)
    assert total(array, (1,)) == pytest.approx(exact, rel=1e-5)
    assert total(array.T.copy(), (0,)) == pytest.approx(exact, rel=1e-4)


def test_long_vectors_of_ones_are_not_kept():
    dtype = np.dtype(np.float32)
    assert sums.ones(sums.SHORT, dtype) is sums.ones(sums.SHORT, dtype)
    assert sums.ones(sums.SHORT + 1, dtype) is not sums.ones(sums.SHORT + 1, dtype)


NORMALISING = {
    "softmax": lambda f, x, w, b: f(x, 1),
    "log_softmax": lambda f, x, w, b: f(x, -1),
    "layer_norm": lambda f, x, w, b: f(x, (90,), w, b),
    "batch_norm": lambda f, x, w, b: f(x, None, None, w, b, True),
}


@pytest.mark.parametrize("name", NORMALISING)
def test_operations_that_sum_equal_torchs_in_double_precision(name):
    call = NORMALISING[name]
    arrays = [RNG.standard_normal(n, np.float32) for n in ((80, 90), 90, 90)]
    arrays[0] += 3
    upstream = RNG.standard_normal((80, 90), np.float32)
    results = []
    for make, function in (
        (scratch.tensor, getattr(scratch, name)),
        (torch.tensor, getattr(torch.nn.functional, name)),
    ):
        wide = np.float32 if make is scratch.tensor else np.float64
        leaves = [make(a.astype(wide), requires_grad=True) for a in arrays]
        output = call(function, *leaves)
        output.backward(make(upstream.astype(wide)))
        given = [leaf.grad.numpy() for leaf in leaves if leaf.grad is not None]
        results.append([output.detach().numpy(), *given])
    assert len(results[0]) == len(results[1])
    for ours, truth in zip(*results):
        assert ours == pytest.approx(truth, rel=2e-5, abs=2e-5)
