"""Reductions of tensors at the edges: one number, one line, one infinite element."""

import numpy as np
import pytest
import torch

import scratch
from scratch.engine.reductions import axes

NAMES = ["sum", "mean", "var", "amax", "amin"]


def agree(reduce, values):
    """Reduce in both libraries; compare output and gradient but for rounding."""
    results = []
    for dl in (scratch, torch):
        leaf = dl.tensor(values, requires_grad=True)
        output = reduce(leaf)
        output.backward(dl.tensor(np.full(tuple(output.shape), 0.5, values.dtype)))
        results.append((output.detach().numpy(), leaf.grad.numpy()))
    for ours, theirs in zip(*results):
        # a few roundings of numbers that do not cancel
        bound = 8 * np.finfo(values.dtype).eps
        np.testing.assert_allclose(ours, theirs, rtol=bound, strict=True)


@pytest.mark.filterwarnings("ignore:var.*degrees of freedom")
@pytest.mark.parametrize("keepdim", [False, True])
@pytest.mark.parametrize("dim", [0, -1, (0,), (-1,), [0], None, ()])
@pytest.mark.parametrize("name", NAMES)
def test_a_number_and_a_line_have_one_dimension(name, dim, keepdim):
    if name == "var" and dim == ():
        pytest.skip(
            "torch 2.13 counts the elements of no dimension: a slope of infinity"
        )
    for values in (np.array(3.0), np.array([3.0]), np.array([4.0, 2.0])):
        agree(lambda x: getattr(x, name)(dim, keepdim=keepdim), values)


@pytest.mark.parametrize(
    ("dim", "ndim", "expected"),
    [
        (0, 1, (0,)),
        (-1, 1, (0,)),
        ((-1,), 1, (0,)),
        (-3, 3, (0,)),
        (2, 3, (2,)),
        ([2, -3], 3, (2, 0)),
        (None, 2, (0, 1)),
        ((), 2, (0, 1)),
        (0, 0, ()),
        ((-1,), 0, ()),
        (None, 0, ()),
    ],
)
def test_dimensions_are_counted_from_either_end(dim, ndim, expected):
    assert axes(dim, ndim) == expected


@pytest.mark.parametrize(
    ("dim", "ndim", "error"),
    [
        (1, 1, IndexError),
        (-2, 1, IndexError),
        (3, 3, IndexError),
        ((0, -4), 3, IndexError),
        (True, 2, TypeError),
        (np.float64(1), 2, TypeError),
        ((0, 0), 2, ValueError),
    ],
)
def test_dimensions_that_are_not_there_are_refused(dim, ndim, error):
    with pytest.raises(error, match="dim"):
        axes(dim, ndim)


@pytest.mark.parametrize("name", ["max", "min"])
@pytest.mark.parametrize(("shape", "dim"), [((3, 1), 0), ((1, 3), 1), ((1, 1), 0)])
def test_of_the_dimensions_of_length_1_only_the_chosen_one_goes(name, shape, dim):
    values = np.arange(float(np.prod(shape))).reshape(shape)
    ours = getattr(scratch.tensor(values), name)(dim)
    theirs = getattr(torch.tensor(values), name)(dim)
    for a, b in zip(ours, theirs):
        np.testing.assert_array_equal(a.numpy(), b.numpy(), strict=True)


@pytest.mark.parametrize("name", ["argmax", "argmin"])
def test_no_line_has_no_extreme_and_a_line_of_nothing_is_refused(name):
    for dl in (scratch, torch):
        assert getattr(dl.zeros(0, 3), name)(1).shape == (0,)
        assert getattr(dl.zeros(0, 3), name)(1, keepdim=True).shape == (0, 1)
        with pytest.raises((ValueError, IndexError)):
            getattr(dl.zeros(0, 3), name)(0)


U = 2.0**125


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_difference_from_the_mean_may_overflow(sign):
    """The first lies 2**128 from the mean, the last lies on it."""
    values = np.float32(sign) * np.float32([7 * U, -5 * U, -5 * U, -U])
    agree(lambda x: x.var(), values)
    agree(lambda x: x.var(1), np.stack([values, np.float32([1, 2, 3, 4])]))


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan])
@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_finite_stays_in_its_own_line(name, value):
    values = np.array([[1.0, 2.0, 4.0], [1.0, value, 4.0], [0.0, 2.0, 1.0]])
    agree(lambda x: getattr(x, name)(1), values)


def test_each_line_is_centred_by_what_rounding_left_of_it():
    rng = np.random.default_rng(0)
    values = rng.normal(1e4, 1e-2, (64, 4096)).astype(np.float32)
    expected = values.astype(np.float64).var(1, ddof=1)
    for array, dim in ((values, 1), (values.T.copy(), 0)):
        found = scratch.tensor(array).var(dim).numpy()
        # 4096 squares added one by one in float32: at most 4096 * 2**-24 of the sum
        np.testing.assert_allclose(found, expected, rtol=4096 * 2.0**-24)


@pytest.mark.parametrize("name", ["prod", "max", "min", "median", "squeeze"])
def test_none_is_no_dim_where_torch_takes_none(name):
    for dl in (scratch, torch):
        x = dl.ones(2, 3)
        for given in ({"dim": None}, {"axis": None}, {"dim": None, "keepdim": True}):
            with pytest.raises(TypeError):
                getattr(x, name)(**given)
        with pytest.raises(TypeError):
            getattr(dl, name)(x, None)
        getattr(dl, name)(x)


@pytest.mark.parametrize("given", [((0, 1),), ([0],), ((),)])
def test_a_product_takes_one_dim_or_none_at_all(given):
    for dl in (scratch, torch):
        with pytest.raises(TypeError):
            dl.ones(2, 3).prod(*given)
        with pytest.raises(TypeError):
            dl.ones(2, 3).prod(keepdim=True)
