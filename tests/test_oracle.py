"""The bounded array, the derivatives without autograd, and the drawing of examples."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import scratch
from compare.battery.independent import slope
from compare.cases.strategies import ReplayDraw, SeededDraw, decode, encode
from compare.oracle import (
    Bounded,
    complex_step,
    lift,
    lifted,
    longdouble_difference,
    rules,
)
from compare.oracle.bounded import UFUNCS

SEEDS = st.integers(0, 2**32 - 1)
PROGRAMS = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "square": lambda a, b: a**2,
    "cube": lambda a, b: a**3,
    "power": lambda a, b: np.abs(a) ** b,
    "root": lambda a, b: np.sqrt(np.abs(a - b)),
    "matmul": lambda a, b: a @ b.T,
    "sum": lambda a, b: (a * b).sum(0),
    "mean": lambda a, b: (a - a.mean(0)).mean(1),
    "var": lambda a, b: a.var(0),
    "std": lambda a, b: (a + b).std(1, ddof=1),
    "exp": lambda a, b: np.exp(a / 8),
    "log": lambda a, b: np.log(np.abs(a) + 1) * b,
    "log1p": lambda a, b: np.log1p(np.abs(a * b)),
    "expm1": lambda a, b: np.expm1(a / 8 * b),
    "tanh": lambda a, b: np.tanh(a + b),
    "softmax": lambda a, b: (
        np.exp(a - a.max(1, keepdims=True))
        / np.exp(a - a.max(1, keepdims=True)).sum(1, keepdims=True)
    ),
    "logsumexp": lambda a, b: np.log(np.exp(a).sum(1)),
    "where": lambda a, b: np.where(a > 0, a * b, a - b),
    "extremes": lambda a, b: np.maximum(a * b, a + b) + np.minimum(a, b).min(0),
    "near ties": lambda a, b: np.maximum(a, a * 3 - a * 2) * np.minimum(b * 7 / 7, b),
    "number": lambda a, b: 0.1 * a + 1 / 3,
    "cumsum": lambda a, b: np.cumsum(a * b, 0),
    "prod": lambda a, b: a.prod(1),
    "einsum": lambda a, b: np.einsum("ij,kj->ik", a, b),
    "norm": lambda a, b: xhat(a) * b,
    "in place": lambda a, b: in_place(a, b),
    "scatter": lambda a, b: scatter(a, b),
    "join": lambda a, b: np.concatenate([a * b, a])[::-1].reshape(-1),
}


def xhat(a):
    """Normalise columns."""
    centred = a - a.mean(0)
    return centred / np.sqrt((centred * centred).mean(0) + 1e-5)


def in_place(a, b):
    """Write into what was made, through views."""
    result = a * 1.0
    result -= b
    result[0] *= b[0]
    result[:, 0] += 1
    np.multiply(result, b, out=result)
    return result


def scatter(a, b):
    """Add rows into repeated places."""
    result = np.zeros_like(a)
    np.add.at(result, [0, 0, 1, 0], b[:4] * a[:4])
    return result


def arrays(seed, dtype):
    rng = np.random.default_rng(seed)
    scales = 10.0 ** rng.uniform(-2, 2, 2)
    return [(s * rng.standard_normal((5, 3))).astype(dtype) for s in scales]


def bounded(program, inputs, dtype):
    Bounded.use(dtype)
    with np.errstate(all="ignore"):
        return program(*[lift(a, dtype) for a in inputs])


def holds(program, dtype, seed):
    """Say whether a run in `dtype` stays within the bound of the same program."""
    inputs = arrays(seed, dtype)
    with np.errstate(all="ignore"):
        computed = program(*inputs)
    result = bounded(program, inputs, dtype)
    assert computed.dtype == dtype
    assert result.shape == computed.shape
    with np.errstate(invalid="ignore"):
        distance = np.abs(computed.astype(np.longdouble) - result.value)
    ok = (distance <= result.tolerance()) | (computed == result.value)
    return (ok | ~np.isfinite(result.value)).all()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", PROGRAMS)
@given(seed=SEEDS)
def test_no_result_is_farther_from_the_truth_than_its_bound(name, dtype, seed):
    assert holds(PROGRAMS[name], dtype, seed)


def test_of_numbers_that_are_far_apart_the_one_taken_counts_alone():
    inputs = np.array([-3.3, 7.7, 1e-30, np.inf]), np.array([0.1, 0.1, 0.1, 0.1])
    product = bounded(lambda a, b: a * b, inputs, "float64")
    assert (product.error[:2] > 0).all()
    above, below = np.maximum(product, 0), np.minimum(product, 0)
    assert above.error[0] == 0 == below.error[1]
    assert above.error[1] == product.error[1]
    assert below.error[0] == product.error[0]
    assert np.minimum(product - product * (1 - 1e-17), 0).error[1] > 0


def test_an_exact_infinity_is_exact_beside_a_finite_number():
    inputs = np.array([np.inf, -np.inf, 1.0, np.inf]), np.array([3.3, 0.1, -np.inf, 1])
    for sum in (lambda a, b: a + b * 1.1, lambda a, b: a - b * 1.1):
        result = bounded(sum, inputs, "float32")
        assert np.isinf(result.value).all()
        assert (result.error[[0, 1, 3]] == 0).all()
        assert result.error[2] > 0  # b * 1.1 may have overflowed, for all one knows
        clipped = np.clip(result, -2, 2)
        assert (clipped.error[[0, 1, 3]] == 0).all()
    overflown = bounded(
        lambda a, b: a * 2 + b, (np.array([3e38]), np.array([1.0])), "float32"
    )
    assert not np.isfinite(overflown.error).any()


@pytest.mark.parametrize(
    "name", sorted(set(PROGRAMS) - {"power", "prod", "std", "var", "near ties"})
)
def test_the_bound_is_small_enough_to_be_of_use(name):
    shares = []
    for seed in range(20):
        result = bounded(PROGRAMS[name], arrays(seed, "float64"), "float64")
        size = np.abs(result.value).astype(float)
        shares.append(np.mean(result.tolerance() < 1e-9 * size + (size == 0)))
    assert np.mean(shares) > 0.95


@pytest.mark.parametrize("name", ["add", "multiply", "matmul", "exp", "sum", "divide"])
def test_a_rule_that_promises_too_much_is_caught(name, monkeypatch):
    monkeypatch.setattr(Bounded, "tolerance", lambda self: self.error * self.U / 1e3)
    assert not all(holds(PROGRAMS[name], "float32", seed) for seed in range(50))


def test_dyadic_numbers_have_bounds_but_selection_has_none():
    result = bounded(
        lambda a, b: np.where(a > b, a, b)[::-1].T.reshape(-1), arrays(0, "f4"), "f4"
    )
    assert not result.error.any()


def test_a_number_that_the_dtype_cannot_hold_counts_its_rounding():
    one = bounded(lambda a: a * 0.5, [np.ones(1, np.float32)], "float32")
    tenth = bounded(lambda a: a * 0.1, [np.ones(1, np.float32)], "float32")
    assert tenth.error > one.error / 5
    wrong = abs(float(np.float32(1) * np.float32(0.1)) - 0.1)
    assert wrong <= tenth.tolerance()


def test_overflow_is_unknown_rather_than_wrong():
    big = np.full(2, 3e38, np.float32)
    result = bounded(lambda a: a + a, [big], "float32")
    assert np.isinf(result.tolerance()).all()


def test_a_division_by_what_may_be_zero_is_unknown():
    a = np.array([1.0], np.float32)
    third = np.array([1 / 3], np.float32)
    result = bounded(lambda a, b: a / (a - b * 3), [a, third], "float32")
    assert np.isinf(result.tolerance()).all()


def test_both_sides_of_a_kink_count_where_rounding_decides():
    with lifted("float64"):
        third = lift(np.array([1 / 3, 1.0]), "float64")
        zero = third * 3 - lift(np.ones(2), "float64")  # the first, but for rounding
        sure = lift(np.array([0.0, -2.0]), "float64")
        known = {
            "relu'": np.where(zero <= 0, 0, third).tolerance(),
            "turned": np.where(~(zero > 0), 0, third).tolerance(),
            "inside": np.where((sure < 1) & (zero > 0), third, 0).tolerance(),
            "sure": np.where(sure <= 0, 0, third).tolerance(),
            "equal": np.where(zero >= zero, third, 0).tolerance(),
        }
    for name in ("relu'", "turned", "inside"):
        assert known[name][0] >= 1 / 3, name
        assert known[name][1] < 1e-15, name
    assert (known["sure"] == 0).all()
    assert (known["equal"] < 1e-15).all()


def test_a_bound_is_never_dropped_silently():
    x = bounded(lambda a: a * a, [np.ones(3, np.float32)], "float32")
    with pytest.raises(TypeError, match="drop its bound"):
        np.array(x)
    with pytest.raises(TypeError, match="drop its bound"):
        np.asarray(x)
    with pytest.raises(TypeError, match="empty_like"):
        np.add(x, x, out=np.empty(3))
    with pytest.raises(TypeError):
        np.i0(x)
    with pytest.raises(TypeError):
        np.linalg.inv(x)


def test_bounded_arrays_travel_on_the_tape_only_while_it_is_lifted():
    with lifted("float32"):
        weight = scratch.Tensor(lift(np.ones((2, 3), np.float32), "float32"), True)
        output = scratch.linear(weight, weight)
        output.backward(scratch.Tensor(lift(np.ones((2, 2), np.float32), "float32")))
        assert isinstance(weight.grad.array, Bounded)
        assert (weight.grad.array.tolerance() > 0).all()
    assert scratch.engine.tensors.np is np


@given(seed=SEEDS)
def test_the_complex_step_gives_the_slope(seed):
    x, _ = arrays(seed, "float64")
    x = np.clip(x, -20, 20)
    direction, upstream = np.random.default_rng(seed).standard_normal((2, 5, 3))
    slope = complex_step(lambda a: np.tanh(a[0]), [x], [direction], upstream)
    wide = np.tanh(x.astype(np.longdouble))
    expected = ((1 - wide * wide) * direction * upstream).sum()
    assert abs(slope - expected) <= 1e-17 * np.abs(direction * upstream).sum()


@given(seed=SEEDS)
def test_long_double_differences_give_the_slope_and_say_how_well(seed):
    x, _ = arrays(seed, "float64")
    x = np.clip(x, -4, 4)
    direction, upstream = np.random.default_rng(seed).standard_normal((2, 5, 3))
    slope, doubt = longdouble_difference(
        lambda a: np.exp(a[0]), [x], [direction], upstream
    )
    expected = (np.exp(x.astype(np.longdouble)) * direction * upstream).sum()
    assert abs(slope - expected) <= doubt
    assert doubt <= 1e-5 * (np.exp(x) * np.abs(direction * upstream)).sum()


def test_long_double_differences_know_nothing_next_to_a_kink():
    x = np.array([1.0, 1e-6, -2.0])
    _, doubt = longdouble_difference(
        lambda a: np.maximum(a[0], 0), [x], [np.ones(3)], np.array([1.0, 5.0, 2.0])
    )
    assert np.isinf(doubt)


def test_kinks_that_cancel_each_other_are_seen():
    x = np.array([0.0, 0.0, -2.0])
    _, doubt = longdouble_difference(
        lambda a: np.maximum(a[0], 0), [x], [np.ones(3)], np.array([1.0, -1.0, 2.0])
    )
    assert np.isinf(doubt)


def test_a_rule_without_rounding_is_caught(monkeypatch):
    def careless(a, b):
        return Bounded(rules.value_of(a) @ rules.value_of(b))

    monkeypatch.setitem(UFUNCS, (np.matmul, "__call__"), careless)
    assert not all(holds(PROGRAMS["matmul"], "float32", seed) for seed in range(20))


@given(st.lists(st.integers(-(2**40), 2**40) | st.binary(max_size=20)))
def test_choices_survive_being_written_as_a_word(choices):
    word = encode(choices)
    assert decode(word) == choices
    assert not set(word) & set(" '\"$\\&;|<>")


@given(seed=SEEDS)
def test_a_draw_is_replayed_from_its_choices(seed):
    def drawn(draw):
        return [draw.array(3, 2), draw.labels(4, classes=3), draw.inside(0.0, 1.0, 5)]

    first = SeededDraw(seed, "float32")
    values = drawn(first)
    again = drawn(ReplayDraw(encode(first.choices), "float32"))
    for a, b in zip(values, again):
        np.testing.assert_array_equal(a, b)


@given(seed=SEEDS)
def test_draws_stay_in_their_range(seed):
    draw = SeededDraw(seed, "float32")
    inside, between = draw.inside(0.0, 1.0, 50), draw.between(-1.0, 1.0, 50)
    assert ((inside > 0) & (inside < 1)).all()
    assert ((between >= -1) & (between <= 1)).all()
    assert (draw.positive(20) > 0).all()
    labels = draw.labels(30, classes=3)
    assert labels.dtype == np.int64
    assert set(labels) <= {0, 1, 2}


def test_exact_numbers_are_small_integers_times_a_power_of_two():
    for seed in range(50):
        array = SeededDraw(seed, "float32", ("exact",)).array(4, 4)
        scaled = array * 4.0
        assert (scaled == np.round(scaled)).all()
        assert np.abs(array).max() <= 32


@pytest.mark.parametrize("factor", [1.0, 1.001])
def test_a_formula_that_is_not_analytic_is_judged_by_differences(factor):
    values, start = [np.array([0.5, -1.5, 3.0])], np.array([1.0, 2.0, -0.5])
    directions = [np.ones(3)]

    def forward(moved):
        x = moved[0]
        weak = np.exp(-abs(x))  # of a complex number its size
        return x * np.where(x.real < 0, weak, 1.0) / (1 + weak)

    what, truth, uncertainty = slope(forward, values, directions, start, analytic=True)
    x = values[0]
    gate = 1 / (1 + np.exp(-x))
    ours = factor * (start * (gate + x * gate * (1 - gate))).sum()
    assert what == "long double differences"
    assert (abs(truth - ours) <= uncertainty + 1e-15) == (factor == 1.0)
