"""Corners of the engine's arithmetic that random examples do not reach."""

import operator

import numpy as np
import pytest
import torch

import scratch
from scratch.engine import reductions

OPERATORS = ("add", "sub", "mul", "truediv", "pow")


def apply(dl, op, *arrays):
    """Return what an operation gives, and its gradients, as arrays."""
    leaves = [dl.tensor(a).requires_grad_() for a in arrays]
    output = op(*leaves)
    upstream = np.random.default_rng(1).standard_normal(tuple(output.shape))
    output.backward(dl.tensor(np.asarray(upstream)))
    grads = [leaf.grad.numpy() for leaf in leaves]
    return [output.detach().numpy(), *grads]


def agree(op, *arrays):
    """Require torch's output and gradients."""
    ours, theirs = apply(scratch, op, *arrays), apply(torch, op, *arrays)
    for a, b in zip(ours, theirs):
        np.testing.assert_allclose(a, b, rtol=1e-12)


@pytest.mark.parametrize("name", OPERATORS)
@pytest.mark.parametrize(
    ("small", "large"),
    [
        *(((1, 3), (2, 4, 3)), ((2, 1), (5, 2, 3)), ((4, 1, 1), (2, 4, 5, 3))),
        *(((1, 3), (1, 4, 3)), ((3, 1), (1, 3, 4))),
    ],
)
def test_what_is_repeated_and_stretched_at_once_sums_its_gradient(name, small, large):
    rng = np.random.default_rng(0)
    a, b = rng.uniform(0.5, 2, small), rng.uniform(0.5, 2, large)
    agree(getattr(operator, name), a, b)
    agree(getattr(operator, name), b, a)


def test_powers_of_0_have_torchs_gradients():
    base, exponent = np.meshgrid([0.0, 1.0, 2.0], [-1.0, 0.0, 0.5, 1.0, 2.0])
    agree(operator.pow, base, exponent)


def test_the_slope_of_a_rest_is_the_quotient_that_leaves_it():
    over, below = np.array([-1.01, -2.0, 5.0, 7.5]), np.array([-0.01, np.inf, -3, -2])
    agree(operator.mod, over, below)
    agree(lambda a, b: a.fmod(b), over, below)
    agree(operator.mod, over.astype(np.float32), below.astype(np.float32))


@pytest.mark.parametrize("dl", [scratch, torch], ids=["scratch", "torch"])
def test_erf_keeps_the_sign_of_0(dl):
    zeros = dl.tensor([-0.0, 0.0])
    assert str(zeros.erf().tolist()) == "[-0.0, 0.0]"


@pytest.mark.parametrize("dl", [scratch, torch], ids=["scratch", "torch"])
def test_nan_to_num_multiplies_by_where_its_input_is_finite(dl):
    inf, nan = float("inf"), float("nan")
    x = dl.tensor([1.0, nan, inf, -inf], requires_grad=True)
    y = x.nan_to_num(2.0, neginf=-3.0)
    assert y[[0, 1, 3]].tolist() == [1.0, 2.0, -3.0]
    y.backward(dl.tensor([5.0, inf, nan, 7.0]))
    assert str(x.grad.tolist()) == "[5.0, nan, nan, 0.0]"
    copy = x * 1
    y = copy.nan_to_num()
    with dl.no_grad():
        copy.zero_()
    with pytest.raises(RuntimeError, match="gradient"):
        y.sum().backward()


@pytest.mark.parametrize("dl", [scratch, torch], ids=["scratch", "torch"])
def test_addcmul_takes_bools_beside_numbers_only(dl):
    mask, number = dl.tensor([True]), dl.tensor([2])
    assert dl.addcmul(number, mask, mask).tolist() == [3]
    with pytest.raises((TypeError, NotImplementedError), match="addcmul"):
        dl.addcmul(mask, mask, mask)


def test_the_sign_is_torchs_and_flat():
    agree(lambda x: x.sign(), np.array([-2.0, -0.0, 0.0, 0.25, np.nan, np.inf]))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: -scratch.tensor([True]), "neg is not defined for a bool"),
        (
            lambda: scratch.where(scratch.tensor([1]), *scratch.ones(2, 1)),
            "condition must be a bool",
        ),
        (lambda: scratch.tensor(1.0) @ scratch.tensor([1.0]), "at least one dimension"),
        (lambda: scratch.tensor([1.0]) @ scratch.tensor(1.0), "at least one dimension"),
    ],
)
def test_what_has_no_meaning_is_refused_in_our_words(call, message):
    with pytest.raises((TypeError, ValueError), match=message):
        call()


RANDOM = np.random.default_rng(3).standard_normal((3, 4))


@pytest.mark.parametrize("name", ["sum", "mean", "var", "amax", "amin"])
def test_a_reduction_without_options_is_torchs(name):
    agree(lambda x: getattr(x, name)(), RANDOM)
    agree(lambda x: getattr(x, name)(1), RANDOM)
    agree(lambda x: getattr(x, name)(-1, keepdim=True), RANDOM)
    agree(lambda x: getattr(x, name)(0), RANDOM[0].copy())


@pytest.mark.parametrize("dtype", [np.bool_, np.uint8, np.int32, np.int64])
def test_whole_numbers_are_summed_as_int64(dtype):
    x = np.full((300, 2), 1, dtype)
    ours, theirs = scratch.tensor(x).sum(0), torch.tensor(x).sum(0)
    assert ours.numpy().dtype == theirs.numpy().dtype == np.int64
    assert ours.numpy().tolist() == [300, 300]


@pytest.mark.filterwarnings("ignore:var.*degrees of freedom")
@pytest.mark.parametrize("shape", [(0,), (0, 3), (1,), (1, 3)])
def test_statistics_of_too_few_numbers_are_torchs(shape):
    for name in ("mean", "var"):
        agree(lambda x, name=name: getattr(x, name)(0), np.full(shape, 2.5))
        agree(lambda x, name=name: getattr(x, name)(), np.full(shape, 2.5))


@pytest.mark.parametrize("values", [[1.0, np.nan, np.nan], [2.0, 2.0, 1.0]])
def test_ties_share_the_gradient_of_an_extreme_as_torch_has_it(values):
    for name in ("min", "max", "amin", "amax"):
        agree(lambda x, name=name: getattr(x, name)(), np.array(values))
        agree(
            lambda x, name=name: getattr(x, name)(),
            np.array([np.nan, *values, -1.0]),
        )


def test_a_number_has_one_dimension_to_choose_along():
    agree(lambda x: x.max(0).values, np.array(3.0))
    assert scratch.tensor(3.0).max(0).indices.item() == 0
    assert scratch.tensor(3.0).argmax(-1).numpy().dtype == np.int64
    found = scratch.tensor(RANDOM).min(1)
    assert found.indices.shape == found.values.shape == (3,)
    assert found.indices.numpy().tolist() == RANDOM.argmin(1).tolist()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: scratch.ones(2, 2).sum(1.0), TypeError, "must be an integer, got 1.0"),
        (lambda: scratch.ones(2, 2).sum((0, -2)), ValueError, "twice"),
        (lambda: scratch.tensor(1.0).sum(1), IndexError, r"\[-1, 0\], got 1"),
        (lambda: scratch.tensor(1.0).argmax(1), IndexError, r"\[-1, 0\], got 1"),
        (lambda: scratch.ones(2, 2).argmax(2), IndexError, r"\[-2, 1\], got 2"),
        (lambda: scratch.ones(2, 0).amax(1), ValueError, "of no element"),
        (lambda: scratch.ones(2, 0).argmax(1), ValueError, "of no element"),
        (lambda: scratch.ones(0).argmin(), ValueError, "of no element"),
    ],
)
def test_dimensions_that_are_not_there_are_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("name", ["sum", "mean", "var", "amax", "amin"])
def test_the_engines_own_reductions_have_torchs_defaults(name):
    ours = getattr(reductions, name)(scratch.tensor(RANDOM), 1).numpy()
    theirs = getattr(torch, name)(torch.tensor(RANDOM), 1).numpy()
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, strict=True)


def test_the_variance_keeps_its_digits_beside_a_large_mean():
    values = np.random.default_rng(0).normal(1e4, 1e-2, 4096).astype(np.float32)
    expected = values.astype(np.float64).var(ddof=1)
    assert scratch.tensor(values).var().item() == pytest.approx(expected, rel=1e-6)
