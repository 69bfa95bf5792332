"""Choosing without branches gives what `np.where` gives, bit for bit."""

import numpy as np
import pytest

from compare.oracle.bounded import Bounded
from scratch.engine.select import FEW, choose

RNG = np.random.default_rng(3)
SPECIAL = [0.0, -0.0, np.inf, -np.inf, np.nan, 1.0, -1.5, 1e-45, 3e38]
SHAPES = [(), (0,), (7,), (FEW,), (40, 41)]


def special(shape, dtype):
    with np.errstate(under="ignore"):
        return np.asarray(RNG.choice(np.array(SPECIAL, dtype), shape))


def assert_same_bits(result, expected):
    assert result.dtype == expected.dtype
    assert result.shape == expected.shape
    if result.dtype == np.longdouble:  # has bytes that mean nothing
        assert np.array_equal(result, expected, equal_nan=True)
        assert np.array_equal(np.signbit(result), np.signbit(expected))
    else:
        assert result.tobytes() == expected.tobytes()


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.longdouble, np.int64])
@pytest.mark.parametrize("shape", SHAPES)
def test_special_values_pass_only_where_they_are_chosen(shape, dtype):
    condition = RNG.random(shape) < 0.5
    kind = np.float32 if dtype is np.int64 else dtype
    first, second = special(shape, kind), special(shape, kind)
    if dtype is np.int64:
        first, second = np.isnan(first) * 3, np.isinf(second) * 5
    for chosen in (condition, condition & False, condition | True):
        for input, other in ((first, second), (first, 0), (0, second)):
            expected = np.where(chosen, input, other)
            assert_same_bits(choose(chosen, input, other), expected)


def test_what_carries_a_bound_keeps_it():
    Bounded.use(np.float32)
    condition = RNG.random(2 * FEW) < 0.5
    values, errors = RNG.random(2 * FEW), RNG.random(2 * FEW)
    bounded, other = Bounded(values, errors), Bounded(values + 1, 2 * errors)
    for result, expected in (
        (choose(condition, bounded, 0), np.where(condition, errors, 0)),
        (choose(condition, bounded, other), np.where(condition, errors, 2 * errors)),
        (choose(condition, 1.0, bounded), np.where(condition, 0, errors)),
    ):
        assert isinstance(result, Bounded)
        assert np.array_equal(result.error, expected)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_numbers_and_broadcast_arrays_may_be_chosen(dtype):
    condition = RNG.random((40, 41)) < 0.5
    array = special((40, 41), dtype)
    parts = array[:1], array.T[:41, :40].T, array[:, :1]
    for other in (0, 2.5, 0.1, dtype(np.inf), *parts):
        for first, second in ((array, other), (other, array), (other, other)):
            if isinstance(first, (int, float)) and isinstance(second, (int, float)):
                continue
            expected = np.where(condition, first, second)
            assert_same_bits(choose(condition, first, second), expected)


def test_views_are_read_as_they_are_and_the_arguments_stay():
    array = special((82, 80), np.float32)[::2, ::-1].T
    before = array.tobytes()
    condition = RNG.random(array.shape) < 0.5
    for other in (0, -array, array):
        expected = np.ascontiguousarray(np.where(condition, array, other))
        result = choose(condition, array, other)
        assert_same_bits(np.ascontiguousarray(result), expected)
        result[...] = 7
    assert array.tobytes() == before
