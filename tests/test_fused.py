"""Arithmetic that is rounded once, and functions rounded as the C library does."""

from fractions import Fraction

import numpy as np
import pytest

from scratch.engine import fused
from scratch.engine.fused import exact, fma, fma32, fma64

ROUNDS = 300


DTYPES = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def assert_rounded_once(x, factor, term):
    """Require the nearest number to every x * factor + term."""
    dtype = x.dtype.type
    truth = [Fraction(float(v)) * Fraction(float(factor)) for v in x]
    truth = [nearest(v + Fraction(float(term)), dtype) for v in truth]
    found = fma(x, factor, term)
    assert found.dtype == dtype
    assert found.tolist() == truth, (factor, term)


@DTYPES
def test_a_fused_multiply_add_rounds_once(dtype):
    rng = np.random.default_rng(4)
    for _ in range(300):
        x = rng.random(20).astype(dtype)
        factor, term = (
            dtype(rng.normal() * 2.0 ** int(rng.integers(-60, 60))) for _ in range(2)
        )
        assert_rounded_once(x, factor, term)


@DTYPES
def test_a_fused_multiply_add_keeps_what_cancellation_leaves(dtype):
    rng = np.random.default_rng(5)
    for _ in range(100):
        x = dtype(rng.normal(size=20) * 2.0 ** rng.integers(-30, 30, 20))
        factor = dtype(rng.normal())
        for term in -x[:3] * factor:
            assert_rounded_once(x, factor, term)
            assert_rounded_once(x, -factor, -term)


@DTYPES
def test_a_fused_multiply_add_of_numbers_with_few_bits_is_right_in_every_tie(dtype):
    rng = np.random.default_rng(6)
    digits = np.finfo(dtype).nmant

    def power(low, high):
        return rng.choice([-1.0, 1.0]) * 2.0 ** -int(rng.integers(low, high))

    for _ in range(ROUNDS):
        places = np.arange(1, digits + 1)
        x = np.concatenate([1 + 2.0**-places, 1 - 2.0**-places]).astype(dtype)
        factor = dtype(1 + power(1, digits))
        term = dtype(power(0, 2 * digits + 6) * (1 + power(1, digits)))
        if rng.random() < 0.5:
            term = dtype(power(0, 2 * digits + 6))
        assert_rounded_once(x, factor, term)


def test_a_fused_multiply_add_sees_how_a_sum_misses_a_tie_by_a_hair():
    for j in range(3, 52):  # the product is nearly a tie already
        x, factor = np.array([1 + 2.0**-52]), 1.5 - 2.0**-j
        for k in range(50, 60):
            for hair in (2.0**-k, 1.125 * 2.0**-k, 1.5 * 2.0**-k):
                for term in (2.0 ** (1 - j) - hair, 2.0 ** (1 - j) + hair):
                    assert_rounded_once(x, factor, term * 2.0**-53)
                    assert_rounded_once(x, -factor, term * -(2.0**-53))


def test_a_fused_multiply_add_sees_how_a_float32_sum_misses_a_tie_by_a_hair():
    rng = np.random.default_rng(8)
    for n in rng.integers(2**23, 2**24, 2000).tolist():
        x = np.array([-(-(2**46) // n)], np.float32)
        if 2**16 < int(x[0]) * n - 2**46 < 2**19:  # the sum is 53 bits and a fraction
            for term in (1.0, 1.0 + 2.0**-23):
                for sign in (1, -1):
                    factor, term32 = np.float32(n * 2.0**-70), np.float32(term)
                    assert_rounded_once(x, sign * factor, sign * term32)


def test_a_fused_multiply_add_neither_overflows_nor_loses_the_largest_numbers():
    x = np.array([0.3, 0.75, 0.9999])
    for sign in (1, -1):
        for factor, term in ((1.7e308, 1.0), (1e-300, 1.7e308), (1e-5, 1e-5)):
            assert_rounded_once(x, sign * factor, term)
            assert_rounded_once(x, factor, sign * term)


@DTYPES
def test_nothing_multiplied_and_added_is_nothing(dtype):
    assert fma(np.empty(0, dtype), 2.0, 1.0).tolist() == []


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(
    ("fma", "dtype", "near", "nearer"),
    [(fma32, np.float32, 12, 18), (fma64, np.float64, 26, 30)],
)
def test_a_fused_multiply_add_is_right_beside_a_tie(sign, fma, dtype, near, nearer):
    eps = float(np.finfo(dtype).eps)
    tie = sign * eps / 2  # half a unit in the last place of 1
    x = dtype([1 - 2.0**-near + 2.0 ** (-2 * near)])
    above = fma(x, dtype((1 + 2.0**-near) * tie), dtype(sign))
    assert above == sign * (1 + eps)
    x = dtype([1 - 2.0**-nearer])
    below = fma(x, dtype((1 + 2.0**-nearer) * tie), dtype(sign * (1 + eps)))
    assert below == sign * (1 + eps)


def nearest(fraction, dtype):
    """Return the nearest number of a dtype to a fraction, to even in a tie."""
    if dtype is np.float64:
        return float(fraction)
    guess = np.float32(float(fraction))
    around = [np.nextafter(guess, np.float32(s)) for s in (-np.inf, np.inf)]
    return float(
        min(
            [guess, *around],
            key=lambda c: (abs(Fraction(float(c)) - fraction), int(c.view("u4")) & 1),
        )
    )


def test_a_function_that_numpy_rounds_otherwise_is_replaced():
    x = np.random.default_rng(5).random((30, 4))
    shifted = exact(lambda x: np.exp(x) * (1 + 2.0**-52), np.exp)
    assert (shifted(x) == np.exp(x)).all()


def test_a_function_that_numpy_rounds_alike_is_taken_and_tried_once():
    tried = []

    def doubled(x):
        return 2 * x

    def double(value):
        tried.append(value)
        return 2 * value

    assert exact(doubled, double) is doubled
    before = len(tried)
    assert exact(doubled, double) is doubled
    assert len(tried) == before


@pytest.mark.parametrize(
    ("ufunc", "low", "high"),
    [(np.log, 0, 1), (np.log1p, -1, 0), (np.sin, 0, 2 * np.pi), (np.cos, 0, 2 * np.pi)],
)
def test_a_function_is_tried_all_over_what_the_draws_give_it(
    ufunc, low, high, monkeypatch
):
    monkeypatch.setattr(fused, "same_as_libm", {})
    tried = [low]
    exact(ufunc, lambda v: (tried.append(v), float(ufunc(v)))[1])
    tried = sorted([*tried, high])
    assert tried[0] == low
    assert tried[-1] == high
    assert np.diff(tried).max() < (high - low) / 1000
