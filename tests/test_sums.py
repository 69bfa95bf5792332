"""Sums by products of matrices are NumPy's sums, over any dimensions."""

from itertools import combinations, product

import numpy as np
import pytest
import torch

import scratch
from scratch.engine import sums
from scratch.engine.sums import as_matrix, inner, total

RNG = np.random.default_rng(5)
SHAPES = [(), (0,), (1,), (7,), (3, 5), (0, 4), (4, 0), (2, 3, 5), (2, 1, 3, 4)]
CASES = [
    (shape, axes)
    for shape in SHAPES
    for number in range(len(shape) + 1)
    for axes in combinations(range(len(shape)), number)
]


@pytest.fixture(params=["few", "many", "very many"], autouse=True)
def measured(request, monkeypatch):
    """Take small arrays for large ones, too."""
    if request.param != "few":
        monkeypatch.setattr(sums, "FEW", 0)
    if request.param == "very many":
        monkeypatch.setattr(sums, "MANY", 0)


@pytest.fixture
def ways(monkeypatch):
    """Note which products are taken, with the lengths of the ones."""
    seen = []

    def watched(name, function):
        def call(*args):
            seen.append((name, args[0]) if name == "ones" else name)
            return function(*args)

        return call

    monkeypatch.setattr(sums, "ones", watched("ones", sums.ones))
    for name in ("vecdot", "einsum"):
        monkeypatch.setattr(np, name, watched(name, getattr(np, name)))
    monkeypatch.setattr(sums, "FEW", 1 << 10)
    monkeypatch.setattr(sums, "MANY", 1 << 12)
    return seen


@pytest.mark.parametrize(
    ("shape", "axes", "of_one", "of_two"),
    [
        ((31, 33), (0,), [], []),
        ((31, 33), (1,), [], []),
        ((32, 32), (0,), [("ones", 32)], [("ones", 32)]),
        ((16, 64), (0,), [("ones", 16)], [("ones", 16)]),
        ((16, 64), (-1,), [("ones", 64)], ["vecdot"]),
        ((63, 65), (0,), [("ones", 63)], [("ones", 63)]),
        ((64, 64), (0,), [("ones", 64)], ["einsum"]),
        ((64, 80), (-2,), [("ones", 64)], ["einsum"]),
        ((64, 80), (1,), [("ones", 80)], ["vecdot"]),
        ((16, 8, 8), (0, 1), [("ones", 128)], [("ones", 128)]),
        ((16, 8, 8), (1, 2), [("ones", 64)], ["vecdot"]),
        ((16, 8, 8), (1,), [], []),
    ],
)
def test_a_large_array_is_summed_by_a_product(ways, shape, axes, of_one, of_two):
    left, right = whole(shape, np.float32), whole(shape, np.float32)
    assert_same(total(left, axes), left.sum(axes))
    assert ways == of_one
    ways.clear()
    assert_same(inner(left, right, axes), (left * right).sum(axes))
    assert ways == of_two


class Tagged(np.ndarray):
    """An array of a kind of its own."""


MATRICES = [
    ((7,), (0,), (1, 7), True),
    ((3, 5), (0,), (3, 5), False),
    ((3, 5), (-2,), (3, 5), False),
    ((3, 5), (1,), (3, 5), True),
    ((3, 5), (-1,), (3, 5), True),
    ((3, 5), (0, 1), (1, 15), True),
    ((2, 3, 5), (0,), (2, 15), False),
    ((2, 3, 5), (-3, -2), (6, 5), False),
    ((2, 3, 5), (2,), (6, 5), True),
    ((2, 3, 5), (1, -1), (2, 15), True),
    ((2, 3, 5), (0, 1, 2), (1, 30), True),
    ((2, 3, 5, 2), (0, 1), (6, 10), False),
    ((2, 3, 5, 2), (2, 3), (6, 10), True),
    ((2, 3, 5, 2), (0, 1, 2), (30, 2), False),
]


@pytest.mark.parametrize(("shape", "axes", "expected", "last"), MATRICES)
def test_first_or_last_dimensions_are_rows_or_columns_of_a_matrix(
    monkeypatch, shape, axes, expected, last
):
    monkeypatch.setattr(sums, "FEW", 7)
    array = whole(shape, np.float64)
    matrix, summed = as_matrix(array, axes)
    assert (matrix.shape, summed) == (expected, last)
    assert np.shares_memory(matrix, array)
    if len(shape) == 2 == len(axes) + 1:
        assert matrix is array


REFUSED = {
    "too small": (np.ones((2, 3)), (0,)),
    "a middle dimension": (np.ones((2, 3, 5)), (1,)),
    "first and last": (np.ones((2, 3, 5)), (0, 2)),
    "last, then the one before": (np.ones((2, 3, 5)), (2, 1)),
    "no dimension": (np.ones((3, 5)), ()),
    "another order": (np.ones((3, 5)).T, (0,)),
    "gaps": (np.ones((3, 10))[:, ::2], (0,)),
    "whole numbers": (np.ones((3, 5), int), (0,)),
    "half precision": (np.ones((3, 5), np.float16), (0,)),
    "long doubles": (np.ones((3, 5), np.longdouble), (0,)),
    "complex numbers": (np.ones((3, 5), complex), (1,)),
    "another kind": (np.ones((3, 5)).view(Tagged), (1,)),
    "a number": (np.float64(1), (0,)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_matrix_is_left_to_numpy(monkeypatch, name):
    monkeypatch.setattr(sums, "FEW", 7)
    assert as_matrix(*REFUSED[name]) == (None, False)


@pytest.mark.parametrize("number", [5, 1 << 14])
def test_ones_that_are_kept_cannot_be_written_to(number):
    vector = sums.ones(number, np.dtype(np.float32))
    assert vector.tolist() == [1.0] * number
    with pytest.raises(ValueError, match="read-only"):
        vector[0] = 2


def whole(shape, dtype):
    """Return numbers whose products and sums are exact."""
    return RNG.integers(-9, 9, shape).astype(dtype)


def assert_same(result, expected):
    assert result.shape == expected.shape
    assert result.dtype == expected.dtype
    assert np.array_equal(result, expected)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.longdouble, complex])
@pytest.mark.parametrize(("shape", "axes"), CASES)
def test_sums_are_numpys(shape, axes, dtype):
    left, right = np.asarray(whole(shape, dtype)), np.asarray(whole(shape, dtype))
    products = left * right
    negative = tuple(axis - len(shape) for axis in axes)
    for dims, keepdims in product((axes, negative), (False, True)):
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
    assert_same(inner(left, right.copy(), axes), (left * right).sum(axes))


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
    assert total(array, (1,)).dtype == total(array.T.copy(), (0,)).dtype == np.float32
    exact = array.astype(np.float64).sum(1)
    assert total(array, (1,)) == pytest.approx(exact, rel=1e-5)
    assert total(array.T.copy(), (0,)) == pytest.approx(exact, rel=1e-4)


def test_long_vectors_of_ones_are_not_kept():
    dtype = np.dtype(np.float32)
    assert sums.ones(1 << 14, dtype) is sums.ones(1 << 14, dtype)
    assert sums.ones((1 << 14) + 1, dtype) is not sums.ones((1 << 14) + 1, dtype)


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
