"""Functions and methods of tensors give torch's values, dtypes and refusals."""

import numpy as np
import pytest
import torch

import scratch

VALUES = [[1, 2, 0], [3, 1, 2]]
DTYPES = ("bool", "uint8", "int32", "int64", "float32", "float64")
# what depends on the element type, beside the floats that the battery draws
CALLS = {
    "u > -2": lambda dl, x: x.byte() > -2,
    "u == -56": lambda dl, x: x.byte() == -56,
    "u | -2": lambda dl, x: x.byte() | -2,
    "u & 300": lambda dl, x: x.byte() & 300,
    "u + 300": lambda dl, x: x.byte() + 300,
    "x // 2": lambda dl, x: x // 2,
    "x % 2": lambda dl, x: x % 2,
    "7 // (x + 1)": lambda dl, x: 7 // (x + 1),
    "-7 % (x + 1)": lambda dl, x: -7 % (x + 1),
    "x // 0": lambda dl, x: x // 0,
    "x ** True": lambda dl, x: x**True,
    "x ** 2": lambda dl, x: x**2,
    "x ** x": lambda dl, x: x**x,
    "x ** 0.5": lambda dl, x: x**0.5,
    "2 ** x": lambda dl, x: 2**x,
    "x @ x.T": lambda dl, x: x @ x.T,
    "sign": lambda dl, x: x.sign(),
    "neg": lambda dl, x: -x,
    "floor": lambda dl, x: x.floor(),
    "round": lambda dl, x: x.round(),
    "square": lambda dl, x: x.square(),
    "reciprocal": lambda dl, x: x.reciprocal(),
    "sin": lambda dl, x: x.sin(),
    "all": lambda dl, x: x.all(),
    "all along": lambda dl, x: x.all(1),
    "any along": lambda dl, x: x.any(dim=(0, 1), keepdim=True),
    "sum": lambda dl, x: x.sum(0),
    "sum as": lambda dl, x: dl.sum(x, axis=1, keepdims=True, dtype=dl.float64),
    "mean": lambda dl, x: x.mean(),
    "prod": lambda dl, x: x.prod(1),
    "cumsum": lambda dl, x: x.cumsum(1),
    "var": lambda dl, x: x.var(),
    "norm": lambda dl, x: x.norm(),
    "argmax": lambda dl, x: x.argmax(),
    "max": lambda dl, x: x.max(),
    "max along": lambda dl, x: x.max(1).values,
    "max of two": lambda dl, x: dl.max(x, 2 - x.long()),
    "maximum": lambda dl, x: dl.maximum(x, x.float() - 0.5),
    "clamp": lambda dl, x: x.clamp(1, 2),
    "clamp by a float": lambda dl, x: x.clamp(max=1.5),
    "clamp by a tensor": lambda dl, x: x.clamp(min=dl.tensor([1.5, 0, 0])),
    "clamp beyond": lambda dl, x: x.byte().clamp(0, 300),
    "clamp of nothing": lambda dl, x: x.clone().clamp_(),
    "where numbers": lambda dl, x: dl.where(x > 1, 1.0, 0.0),
    "where ints": lambda dl, x: dl.where(x > 1, 1, 0),
    "where mixed": lambda dl, x: dl.where(x > 1, x, -1),
    "where a float": lambda dl, x: dl.where(x > 1, 0.5, x),
    "where no bool": lambda dl, x: dl.where(x.long(), x, x),
    "cat": lambda dl, x: dl.cat([x, dl.ones(1, 3)]),
    "cat of ints": lambda dl, x: dl.cat([x, dl.ones(1, 3, dtype=dl.int32)]),
    "cat with nothing": lambda dl, x: dl.cat([dl.zeros(0), x]),
    "stack": lambda dl, x: dl.stack([x, x > 1]),
    "fill_": lambda dl, x: x.clone().fill_(-1),
    "fill_ beyond": lambda dl, x: x.byte().fill_(300),
    "masked_fill": lambda dl, x: x.masked_fill(x > 1, 0.5),
    "copy_ of more": lambda dl, x: x.clone().copy_(x[None]),
    "copy_ of a number": lambda dl, x: x.clone().copy_(2),
    "add by alpha": lambda dl, x: dl.add(x, x, alpha=0.5),
    "add_ by alpha": lambda dl, x: x.clone().add_(x, alpha=2),
    "clamp_max_": lambda dl, x: x.clone().clamp_max_(1),
    "lerp_": lambda dl, x: x.clone().lerp_(x + 1, 0.25),
    "addcdiv_": lambda dl, x: x.clone().addcdiv_(x, x + 1, value=2),
    "index_fill_": lambda dl, x: x.clone().index_fill_(1, dl.tensor([0]), 5),
    "scatter_": lambda dl, x: x.clone().scatter_(0, dl.tensor([[0, 1, 0]]), 1),
    "std by unbiased": lambda dl, x: x.std(1, unbiased=False),
    "std of all": lambda dl, x: x.std(False),
    "sort": lambda dl, x: x.sort(1, descending=True).values,
    "topk": lambda dl, x: x.topk(2, 1).values,
    "unique": lambda dl, x: x.unique(return_counts=True)[1],
    "repeat": lambda dl, x: x.repeat(2, 1),
    "gather": lambda dl, x: x.gather(1, dl.tensor([[0, 2], [1, 1]])),
    "logical_and": lambda dl, x: dl.logical_and(x, x > 1),
    "isnan": lambda dl, x: x.isnan(),
    "type": lambda dl, x: x.type(dl.float64),
    "int": lambda dl, x: x.int(),
}


def seen(dl, call, dtype):
    """Return dtype, shape and values of a result, or that there is none."""
    x = dl.tensor(np.array(VALUES, dtype))
    try:
        result = call(dl, x)
    except (TypeError, ValueError, RuntimeError, IndexError):
        return "refused"
    return str(result.dtype), tuple(result.shape), result.numpy()


@pytest.mark.parametrize("name", CALLS)
def test_every_element_type_gives_torchs(name):
    for dtype in DTYPES:
        ours, theirs = (seen(dl, CALLS[name], dtype) for dl in (scratch, torch))
        if "refused" in (ours, theirs):
            assert ours == theirs, dtype
            continue
        assert ours[:2] == theirs[:2], dtype
        # functions of the C library and NumPy's differ by a unit or two
        np.testing.assert_allclose(ours[2], theirs[2], rtol=4e-7, err_msg=dtype)


@pytest.mark.parametrize("dl", [scratch, torch], ids=["scratch", "torch"])
def test_an_unknown_attribute_says_what_there_is(dl):
    with pytest.raises(AttributeError, match="has no"):
        dl.ones(2).coshh()
    assert not hasattr(dl.ones(2), "frobnicate")


def test_an_unknown_attribute_names_the_nearest():
    with pytest.raises(AttributeError, match=r"no 'coshh'.*did you mean cosh"):
        scratch.ones(2).coshh()


def test_there_is_but_the_cpu():
    for call in (
        lambda: scratch.ones(2).to("cuda"),
        lambda: scratch.ones(2).cuda(),
        lambda: scratch.zeros(2, device=scratch.device("cuda:0")),
    ):
        with pytest.raises(ValueError, match="on the CPU alone, got device cuda"):
            call()


@pytest.mark.parametrize("dl", [scratch, torch], ids=["scratch", "torch"])
def test_the_class_takes_numbers_in_a_list_and_sizes_by_themselves(dl):
    for data in ([1.0, 2.0], [1, 2], [[1], [2]], (3, 4), [True]):
        assert dl.Tensor(data).dtype == dl.float32
        assert dl.Tensor(data).tolist() == np.array(data, float).tolist()
    assert dl.Tensor(5).shape == (5,)
    assert dl.Tensor(2, 3).shape == (2, 3)
    rounded = dl.Tensor([6.8813735870195432]).double()
    assert rounded.item() == np.float32(6.8813735870195432)


REFUSED = {
    "no square": lambda dl: dl.linalg.det(dl.ones(2, 3)),
    "integers": lambda dl: dl.linalg.det(dl.ones(2, 2, dtype=dl.int64)),
    "singular": lambda dl: dl.linalg.solve(dl.ones(2, 2), dl.ones(2)),
    "no inverse": lambda dl: dl.linalg.inv(dl.ones(2, 2)),
    "shapes": lambda dl: dl.linalg.solve(dl.eye(3), dl.ones(2)),
    "no matrix": lambda dl: dl.linalg.norm(dl.ones(2, 2, 2), 1),
    "a word": lambda dl: dl.linalg.norm(dl.ones(2, 2), "nuclear"),
    "one dimension": lambda dl: dl.linalg.norm(dl.ones(2), 1, (0, 1)),
    "whole numbers": lambda dl: dl.logaddexp(dl.tensor([1]), dl.tensor([2])),
    "too long": lambda dl: dl.ones(4).unfold(0, 5, 1),
    "no step": lambda dl: dl.ones(4).unfold(0, 2, 0),
    "no dimension": lambda dl: dl.ones(4).unfold(1, 2, 1),
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("dl", [scratch, torch], ids=["scratch", "torch"])
def test_linear_algebra_and_windows_refuse_what_torch_refuses(dl, name):
    with pytest.raises((RuntimeError, ValueError, TypeError, IndexError)):
        REFUSED[name](dl)


def test_norms_that_need_singular_values_are_refused_by_name():
    with pytest.raises(ValueError, match="ord must be fro"):
        scratch.linalg.norm(scratch.ones(2, 2), 2)


def test_edges_of_functions_of_pairs_and_determinants_are_torchs():
    inf, nan = float("inf"), float("nan")
    first = [0.0, 0.0, 1.0, -1.0, inf, 0.0, nan, -inf, 0.0]
    second = [0.0, 1.0, 0.0, 0.0, inf, nan, 0.0, 2.0, -1.0]
    for name in ("atan2", "logaddexp", "xlogy"):
        found = []
        for dl in (scratch, torch):
            a = dl.tensor(first, requires_grad=True)
            b = dl.tensor(second, requires_grad=True)
            output = getattr(dl, name)(a, b)
            output.sum().backward()
            found.append([t.detach().numpy() for t in (output, a.grad, b.grad)])
        for ours, theirs in zip(*found):
            np.testing.assert_allclose(ours, theirs, rtol=1e-6)
    for matrix in ([[0.0]], [[1.0, 2.0], [2.0, 4.0]], [[0.0, 0.0], [0.0, 0.0]]):
        found = []
        for dl in (scratch, torch):
            a = dl.tensor(matrix, requires_grad=True)
            dl.det(a).backward()
            found.append(a.grad.tolist())
        assert found[0] == found[1]


def test_a_window_is_a_view_and_written_through():
    for dl in (scratch, torch):
        x = dl.arange(6.0)
        windows = x.unfold(0, 2, 2)
        windows[1] = 9
        assert x.tolist() == [0, 1, 9, 9, 4, 5]
        leaf = dl.ones(4, requires_grad=True)
        (leaf * 1).unfold(0, 3, 1).sum().backward()
        assert leaf.grad.tolist() == [1, 2, 2, 1]
        assert dl.tensor(5.0).unfold(0, 1, 1).tolist() == [5]


def test_three_operands_are_multiplied_from_the_left():
    slopes = []
    for dl in (scratch, torch):
        x = dl.tensor([[0.0] * 4, [1.0, 0.0, 0.0, 0.0]], requires_grad=True)
        y = dl.tensor([[float("inf"), 0.0], *[[0.0] * 2] * 3], requires_grad=True)
        product = dl.einsum("ij, jk, ...j -> ...", x, y, x)
        (product * dl.tensor([1.0, -1.0])).sum().backward()
        slopes.append((product.tolist(), x.grad.tolist(), y.grad.tolist()))
    np.testing.assert_array_equal(slopes[0][0], slopes[1][0])
    np.testing.assert_array_equal(slopes[0][1], slopes[1][1])
    np.testing.assert_array_equal(slopes[0][2], slopes[1][2])
