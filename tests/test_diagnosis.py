"""Tests of the diagnosis: it names what fits, and says so where nothing does."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compare.bugs import collect
from compare.diagnosis import Context, diagnose
from compare.diagnosis.knowledge import context_of

RNG = np.random.default_rng(0)
seeds = st.integers(0, 2**32 - 1)


def table(n=5, k=3):
    return np.random.default_rng(n * 100 + k).standard_normal((n, k))


def test_equal_arrays_are_not_diagnosed():
    assert diagnose(table(), table()).equal
    assert str(diagnose(table(), table())) == "the operation: no difference"


@given(seeds)
def test_rounding_noise_is_not_diagnosed(seed):
    rng = np.random.default_rng(seed)
    right = rng.standard_normal((4, 3)).astype(np.float32)
    noise = 1 + 1e-6 * rng.uniform(-1, 1, right.shape)
    assert diagnose((right * noise).astype(np.float32), right).equal


@pytest.mark.parametrize(
    ("factor", "name"),
    [
        (8.0, "missing 1/n"),
        (1 / 8, "1/n applied twice"),
        (-1.0, "sign flipped"),
        (2.0, "factor 2 too many"),
        (0.5, "factor 2 dropped"),
        (0.7, "not rescaled by 1/(1-p)"),
        (0.0, "all zero"),
        (7 / 8, "constant factor (n-1)/n"),
    ],
)
def test_a_constant_factor_is_explained_by_the_named_numbers(factor, name):
    context = Context(scalars={"n": 8.0, "p": 0.3})
    found = diagnose({"dweight": factor * table()}, {"dweight": table()}, context)
    assert found.name == name
    assert "on all 15 elements" in str(found)


def test_the_evidence_gives_factor_and_number():
    context = Context(scalars={"n": 8.0})
    text = str(diagnose({"dweight": 8 * table()}, {"dweight": table()}, context))
    assert "dweight is 8 x the expected on all 15 elements, and n = 8" in text


def test_numbers_that_coincide_are_all_named():
    context = Context(scalars={"n": 4.0, "k": 4.0})
    found = diagnose(4 * table(), table(), context)
    assert set(found.names) == {"missing 1/n", "missing 1/k"}


def test_two_mistakes_at_once_are_both_named():
    context = Context(scalars={"n": 8.0})
    context.mistake("mean forgotten", dinput=table() - 1)
    found = diagnose({"dinput": 8 * (table() - 1)}, {"dinput": table()}, context)
    assert found.name == "mean forgotten, and missing 1/n"


def test_a_factor_that_nothing_explains_is_no_mistake():
    found = diagnose(1.2345 * table(), table(), Context(scalars={"n": 8.0}))
    assert found.name is None
    assert "no known mistake fits" in str(found)
    assert "1.2345" in str(found)


def test_shapes_and_order_are_recognised():
    right = table()
    assert diagnose(right.T, right).name == "transposed"
    square = table(4, 4)
    assert diagnose(square.T, square).name == "transposed"
    assert diagnose(right, right.sum(0)).name == "missing sum over axis 0"
    assert diagnose(right.ravel(), right).name == "right values in the wrong shape"
    assert diagnose(right[::-1], right).name == "right values in the wrong order"
    assert diagnose(table(5, 4), right).name == "wrong shape"


def test_a_wider_dtype_is_recognised():
    right = table().astype(np.float32)
    found = diagnose(right.astype(np.float64), right)
    assert found.name == "float64 instead of float32"


def test_rows_columns_and_elements_are_recognised():
    right, gamma = table(), np.array([0.5, 1.5, 3.0])
    context = Context(arrays={"gamma": gamma, "mask": table() > 0})
    assert diagnose(right / gamma, right, context).name == "divided by gamma per column"
    assert diagnose(right * gamma, right, context).name == "times gamma per column"
    masked = right * (table() > 0)
    assert diagnose(masked, right, context).name == "times mask"


def test_an_added_term_is_recognised():
    weight = table(4, 2)
    context = Context(scalars={"decay": 0.3}, arrays={"weight": weight})
    right = 1 + np.abs(table(4, 2))
    found = diagnose(right + 0.3 * weight, right, context)
    assert found.name == "differs by decay x weight"


def test_special_places_are_recognised():
    right = table(5, 4)
    zero = np.zeros((5, 4), bool)
    zero[1, 2] = zero[3, 0] = True
    wrong = np.where(zero, right + RNG.random((5, 4)), right)
    found = diagnose(wrong, right, Context(places={"input == 0": zero}))
    assert found.name == "differs only where input == 0"


def test_overflow_is_reported_with_its_argument():
    right, wrong = table(), table()
    wrong[2, 1] = np.inf
    found = diagnose(wrong, right, Context(arrays={"input": 100 * table()}))
    assert found.name == "infinite"
    assert "first at input" in str(found)


@given(seeds)
def test_noise_of_any_size_gets_no_name(seed):
    rng = np.random.default_rng(seed)
    right = rng.standard_normal((5, 4))
    wrong = right + 10.0 ** rng.integers(-5, 2) * rng.standard_normal((5, 4))
    context = Context(
        scalars={"n": 5.0, "k": 4.0, "p": 0.3, "lr": rng.random()},
        arrays={"input": rng.standard_normal((5, 4)), "gamma": rng.random(4)},
    )
    assert diagnose(wrong, right, context).name is None


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        (lambda d: d + RNG.standard_normal(4), "constant within each column"),
        (lambda d: d + RNG.standard_normal((5, 1)), "constant within each row"),
        (lambda d: d + 0.37, "constant, 0.37"),
        (lambda d: d + np.outer(np.arange(5) ** 2 + 1, [1, 3, 2, 7]), "rank one"),
        (lambda d: np.where(np.arange(5)[:, None] == 2, d**3, d), "only in row 2"),
    ],
)
def test_the_structure_of_an_unknown_difference_is_described(change, seen):
    right = table(5, 4)
    found = diagnose(change(right), right)
    assert found.name is None
    assert seen in str(found)


@pytest.mark.parametrize("name", ["softmax", "batch_norm", "layer_norm", "dropout"])
@given(seed=seeds)
def test_random_gradients_are_not_accused(name, seed):
    bug = next(b for b in collect().values() if b.operation.name == name)
    operation, rng = bug.operation, np.random.default_rng(seed)
    arguments = operation.draw(rng)
    doutput = operation.upstream(rng, arguments)
    expected = operation.evaluate(arguments, doutput)
    context = context_of(name, arguments, doutput, expected, operation.evaluate)
    noise = rng.standard_normal(expected["dinput"].shape)
    wrong = {**expected, "dinput": expected["dinput"] + 0.1 * noise}
    assert diagnose(wrong, expected, context).name is None
