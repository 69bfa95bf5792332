"""Choosing without branches gives what `np.where` gives, bit for bit."""

import numpy as np
import pytest

from compare.oracle.bounded import Bounded
from scratch.engine.select import FEW, at_least, at_most, choose, keep_where

RNG = np.random.default_rng(3)
SPECIAL = [0.0, -0.0, np.inf, -np.inf, np.nan, 1.0, -1.5, 1e-45, 3e38]
SHAPES = [(), (0,), (7,), (FEW,), (40, 41)]


def special(shape, dtype):
    with np.errstate(under="ignore"):
        return RNG.choice(np.array(SPECIAL, dtype), shape)


def assert_same_bits(result, expected):
    assert result.dtype == expected.dtype
    assert result.shape == expected.shape
    if result.dtype == np.longdouble:  # has bytes that mean nothing
        assert np.array_equal(result, expected, equal_nan=True)
        assert np.array_equal(np.signbit(result), np.signbit(expected))
    else:
        assert result.tobytes() == expected.tobytes()


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.longdouble])
@pytest.mark.parametrize("shape", SHAPES)
def test_special_values_pass_only_where_they_are_chosen(shape, dtype):
    condition = RNG.random(shape) < 0.5
    input, other = np.asarray(special(shape, dtype)), np.asarray(special(shape, dtype))
    assert_same_bits(keep_where(condition, input), np.where(condition, input, 0))
    assert_same_bits(choose(condition, input, other), np.where(condition, input, other))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("size", [7, FEW, 3 * FEW])
def test_where_nothing_is_chosen_the_others_are_left(size, dtype):
    condition, other = np.zeros(size, bool), special((size,), dtype)
    assert_same_bits(choose(condition, np.ones(size, dtype), other), other)
    assert_same_bits(
        choose(condition, 1, 0.5, np.dtype(dtype)), np.full(size, 0.5, dtype)
    )
    assert not keep_where(condition, np.ones(size, dtype)).any()


def test_what_carries_a_bound_keeps_it():
    Bounded.use(np.float32)
    condition = RNG.random(2 * FEW) < 0.5
    values, errors = RNG.random(2 * FEW), RNG.random(2 * FEW)
    bounded, other = Bounded(values, errors), Bounded(values + 1, 2 * errors)
    for result, expected in (
        (keep_where(condition, bounded), np.where(condition, errors, 0)),
        (choose(condition, bounded, other), np.where(condition, errors, 2 * errors)),
        (choose(condition, bounded, 1.0), np.where(condition, errors, 0)),
        (choose(condition, 1.0, bounded), np.where(condition, 0, errors)),
        (at_least(bounded, 0), errors),
        (at_most(bounded, 1), errors),
    ):
        assert isinstance(result, Bounded)
        assert np.array_equal(result.error, expected)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.longdouble, np.int64])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("limit", [0, 1, -1])
def test_limits_are_numpys_maximum_and_minimum(limit, shape, dtype):
    if np.issubdtype(dtype, np.integer):
        input = np.asarray(RNG.integers(-9, 9, shape), dtype)
    else:
        input = np.asarray(special(shape, dtype))
    pairs = (at_least, np.maximum), (at_most, np.minimum)
    for result, expected in [(f(input, limit), g(input, limit)) for f, g in pairs]:
        assert result.dtype == expected.dtype
        assert result.shape == expected.shape
        assert np.array_equal(result, expected, equal_nan=dtype is not np.int64)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_numbers_and_broadcast_arrays_may_be_chosen(dtype):
    condition = RNG.random((40, 41)) < 0.5
    array = special((40, 41), dtype)
    for other in (0, 2.5, dtype(np.inf), array[:1], array.T[:41, :40].T, array[:, :1]):
        expected = np.where(condition, array, other)
        assert_same_bits(choose(condition, array, other), expected)
        assert_same_bits(
            choose(condition, other, array), np.where(condition, other, array)
        )
    expected = np.where(condition, dtype(1), dtype(0.1))
    assert_same_bits(choose(condition, 1, 0.1, np.dtype(dtype)), expected)


def test_views_in_any_order_are_read_as_they_are():
    array = special((82, 80), np.float32)[::2, ::-1].T
    condition = RNG.random(array.shape) < 0.5
    assert_same_bits(keep_where(condition, array), np.where(condition, array, 0).copy())
    expected = np.where(condition, array, -array)
    assert_same_bits(choose(condition, array, -array), np.ascontiguousarray(expected))


def test_the_arguments_stay_as_they_are():
    array = special((40, 41), np.float32)
    before = array.tobytes()
    condition = RNG.random(array.shape) < 0.5
    keep_where(condition, array)[...] = 7
    choose(condition, array, array)[...] = 7
    at_least(array, 0)[...] = 7
    at_most(array, 0)[...] = 7
    assert array.tobytes() == before
