"""The complement of the error function: right to a few units in the last place."""

import math

import numpy as np
import pytest

from scratch.engine.special import BLOCK, erfc

# Abramowitz and Stegun, 1964, table 7.1
ERF_TABLE = {0.5: 0.5204998778, 1.0: 0.8427007929, 1.5: 0.9661051465, 2.0: 0.9953222650}


@pytest.mark.parametrize(("x", "y"), ERF_TABLE.items())
def test_erfc_agrees_with_the_table(x, y):
    assert erfc(np.array(x)) == pytest.approx(1 - y, abs=5e-11)
    assert erfc(np.array(-x)) == pytest.approx(1 + y, abs=5e-11)


@pytest.mark.parametrize(("dtype", "most"), [("float32", 6.5), ("float64", 6.5)])
def test_erfc_is_right_to_a_few_ulp(dtype, most):
    rng = np.random.default_rng(7)
    reach = 9.0 if dtype == "float32" else 26.0
    sizes = [rng.uniform(-reach, reach, 9000), rng.uniform(-2, 2, 9000)]
    x = np.concatenate([*sizes, 10.0 ** rng.uniform(-30, 0, 2000)]).astype(dtype)
    y, truth = erfc(x), np.array([math.erfc(v) for v in x.tolist()])
    unit = np.spacing(np.abs(truth).astype(dtype)).astype(np.float64)
    assert y.dtype == np.dtype(dtype)
    assert (np.abs(y - truth) / unit).max() < most


def test_erfc_at_its_ends():
    for dtype in ("float32", "float64"):
        x = np.array([0.0, np.inf, -np.inf, 1e30, -1e30, np.nan], dtype)
        assert erfc(x)[:5].tolist() == [1, 0, 2, 0, 2]
        assert np.isnan(erfc(x)[5])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_erfc_in_pieces_equals_erfc_in_one(dtype):
    x = np.random.default_rng(3).standard_normal((150, BLOCK // 100)).astype(dtype)
    for array in (x, x.T):
        before = array.copy()
        rows = np.stack([erfc(row) for row in before])
        np.testing.assert_array_equal(erfc(array), rows)
        np.testing.assert_array_equal(array, before)
