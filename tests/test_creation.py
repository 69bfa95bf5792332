"""New tensors have torch's values and dtypes, and refuse what makes no sense."""

import numpy as np
import pytest
import torch

import scratch

CALLS = [
    lambda dl: dl.tensor(3),
    lambda dl: dl.tensor(True),
    lambda dl: dl.tensor(0.5),
    lambda dl: dl.tensor([]),
    lambda dl: dl.tensor([[1, 2], [3, 4]]),
    lambda dl: dl.tensor([1, 0.5]),
    lambda dl: dl.tensor(np.array([0.5])),
    lambda dl: dl.tensor(np.array([1, 2], np.uint8)),
    lambda dl: dl.tensor(np.float64(0.5)),
    lambda dl: dl.tensor([1, 2], dtype=dl.float64),
    lambda dl: dl.from_numpy(np.array([1.5])),
    lambda dl: dl.full((2, 3), 1.5),
    lambda dl: dl.full((2,), 3),
    lambda dl: dl.full([2], True),
    lambda dl: dl.full((2,), 3, dtype=dl.float64),
    lambda dl: dl.full((), 2.5),
    lambda dl: dl.full((2,), 0.5, dtype=dl.float64),
    lambda dl: dl.arange(0, 1, 0.5, dtype=dl.float64),
    *(lambda dl, n=n: getattr(dl, n)(2, 3) for n in ("zeros", "ones")),
    *(lambda dl, n=n: getattr(dl, n)((2, 3)) for n in ("zeros", "ones")),
    *(lambda dl, n=n: getattr(dl, n)([0, 3]) for n in ("zeros", "ones")),
    *(lambda dl, n=n: getattr(dl, n)(2, dtype=dl.int64) for n in ("zeros", "ones")),
    lambda dl: dl.empty(2, 0),
    lambda dl: dl.empty((0,), dtype=dl.int64),
    lambda dl: dl.zeros_like(dl.tensor([1, 2])),
    lambda dl: dl.ones_like(dl.tensor([1, 2])),
    lambda dl: dl.zeros_like(dl.tensor([1, 2]), dtype=dl.float64),
    lambda dl: dl.ones_like(dl.tensor([1, 2]), dtype=dl.float64),
    lambda dl: dl.eye(3),
    lambda dl: dl.eye(2, 3),
    lambda dl: dl.eye(3, 1, dtype=dl.int64),
    lambda dl: dl.eye(2, 0),
    lambda dl: dl.arange(4),
    lambda dl: dl.arange(2.5),
    lambda dl: dl.arange(1, 7, 2),
    lambda dl: dl.arange(1, 4, 0.5),
    lambda dl: dl.arange(5, 1, -2),
    lambda dl: dl.arange(3, 3),
    lambda dl: dl.arange(3, dtype=dl.float64),
    lambda dl: dl.arange(dl.tensor(3)),
    lambda dl: dl.linspace(0, 1, 5),
    lambda dl: dl.linspace(2, -2, 3, dtype=dl.float64),
    lambda dl: dl.linspace(dl.tensor(1.0), 2, 1),
    lambda dl: dl.linspace(0, 1, 0),
]


@pytest.mark.parametrize("call", CALLS)
def test_new_tensors_are_torchs(call):
    ours, theirs = call(scratch), call(torch)
    assert ours.shape == theirs.shape
    assert str(ours.dtype) == str(theirs.dtype)
    np.testing.assert_array_equal(ours.numpy(), theirs.numpy())
    assert not ours.requires_grad


@pytest.mark.parametrize("dl", [scratch, torch], ids=["scratch", "torch"])
def test_memory_is_copied_by_tensor_and_shared_by_from_numpy(dl):
    array = np.array([1.0, 2.0])
    copied, shared = dl.tensor(array), dl.from_numpy(array)
    array[0] = 5.0
    assert copied.tolist() == [1.0, 2.0]
    assert shared.tolist() == [5.0, 2.0]
    for name in ("zeros", "ones", "empty"):
        assert getattr(dl, name)(2, requires_grad=True).requires_grad
    assert dl.full((2,), 0.5, requires_grad=True).requires_grad
    assert dl.tensor([0.5], requires_grad=True).requires_grad


def test_arrays_of_the_other_byte_order_are_turned_or_refused():
    swapped = np.array([1.0, 2.0]).astype(">f8")
    made = scratch.tensor(swapped)
    assert made.tolist() == [1.0, 2.0]
    assert made.array.dtype.isnative
    with pytest.raises(ValueError, match="ndarray must have native byte order"):
        scratch.from_numpy(swapped)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: scratch.tensor("a"), TypeError, "must hold numbers or bools"),
        (lambda: scratch.tensor([1j]), TypeError, "must hold numbers or bools"),
        (lambda: scratch.from_numpy([1.0]), TypeError, "numbers or bools, got list"),
        (lambda: scratch.from_numpy(np.array(["a"])), TypeError, "or bools, got <U1"),
        (lambda: scratch.full(2, 1.0), TypeError, "must be a tuple of ints, got 2"),
        (lambda: scratch.full((2.0,), 1.0), TypeError, "must be integers, got 2.0"),
        (lambda: scratch.full((-1,), 1.0), ValueError, "not be negative, got -1"),
        (lambda: scratch.arange(0, 0.5, -0.5), ValueError, "does not lead to its end"),
        (lambda: scratch.arange(0, 1e-200, -1e-200), ValueError, "does not lead to"),
        (lambda: scratch.full((2,), "a"), TypeError, "fill_value must be a number"),
        (lambda: scratch.zeros(2.0), TypeError, "size must be integers, got 2.0"),
        (lambda: scratch.zeros(True), TypeError, "size must be integers, got True"),
        (lambda: scratch.zeros((2,), 3), TypeError, "size must be integers"),
        (lambda: scratch.ones(2, -1), ValueError, "must not be negative, got -1"),
        (lambda: scratch.eye(-2), ValueError, "must not be negative, got -2"),
        (lambda: scratch.arange(0, 3, 0), ValueError, "does not lead to its end"),
        (lambda: scratch.arange(0, 3, -1), ValueError, "does not lead to its end"),
        (lambda: scratch.arange("a"), TypeError, "a bound must be a number"),
        (lambda: scratch.linspace(0, 1, -1), ValueError, "not be negative, got -1"),
        (lambda: scratch.linspace(0, 1, 2.0), TypeError, "an integer, got 2.0"),
        (lambda: scratch.linspace("a", 1, 2), TypeError, "start must be a number"),
        (lambda: scratch.linspace(0, "a", 2), TypeError, "end must be a number"),
    ],
)
def test_what_cannot_be_made_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_a_tensor_that_requires_grad_is_copied_without_it():
    copied = scratch.tensor(scratch.ones(2, requires_grad=True))
    assert copied.tolist() == [1.0, 1.0]
    assert not copied.requires_grad


LARGEST = 2**63 - 1
FITTING = [
    [LARGEST, 1],
    [-LARGEST - 1],
    -LARGEST - 1,
    [LARGEST, 0.5],
    [2**63, 0.5],
    [[2**63], [0.5]],
    [2**63, np.float32(1)],
    [1e40],
    [1e19, float("nan"), float("-inf")],
    2.0**63,
    [True, 3],
]


@pytest.mark.parametrize("data", FITTING, ids=str)
def test_large_numbers_have_torchs_dtype_and_value(data):
    ours, theirs = scratch.tensor(data), torch.tensor(data)
    assert str(ours.dtype) == str(theirs.dtype)
    np.testing.assert_array_equal(ours.numpy(), theirs.numpy())


TOO_LARGE = [
    [LARGEST + 1],
    LARGEST + 1,
    [-LARGEST - 2],
    [LARGEST + 1, 1],
    [1, LARGEST + 1],
    [-1, LARGEST + 1],
    [[0], [2**64]],
    [True, 2**63],
    [10**400],
]


@pytest.mark.parametrize("data", TOO_LARGE, ids=lambda data: str(data)[:30])
def test_a_whole_number_beyond_int64_is_refused_not_rounded(data):
    with pytest.raises(ValueError, match="Overflow"):
        torch.tensor(data)
    with pytest.raises(
        ValueError, match=r"an int in data must fit into int64, got -?[19]"
    ):
        scratch.tensor(data)


def test_the_number_that_does_not_fit_is_named():
    fitting = [LARGEST, -LARGEST - 1, 2**62, -(2**62), 127, -127, 3, -3, 0]
    for wrong in (2**63, 2**64, -(2**63) - 1):
        with pytest.raises(ValueError, match=f"int64, got {wrong}$"):
            scratch.tensor([*fitting, wrong])


@pytest.mark.parametrize(
    ("number", "dtype"),
    [(300, "uint8"), (-1, "uint8"), (2**31, "int32"), (2**63, "int64")],
)
def test_a_number_that_a_dtype_cannot_hold_is_refused(number, dtype):
    with pytest.raises(ValueError, match=f"must fit into dtype torch.{dtype}"):
        scratch.tensor([number], dtype=getattr(scratch, dtype))
    assert scratch.tensor([number], dtype=scratch.float64).tolist() == [number]


def test_a_number_beyond_float32_is_infinite_without_a_warning():
    assert scratch.tensor([1e40], dtype=scratch.float32).tolist() == [np.inf]
    assert scratch.tensor(np.array([1e40]), dtype=scratch.float32).tolist() == [np.inf]


def test_an_array_of_unsigned_numbers_keeps_its_dtype():
    assert scratch.tensor(np.array([2**63], np.uint64)).tolist() == [2**63]
    assert scratch.tensor(np.uint64(2**63)).dtype == np.uint64
    assert scratch.tensor([np.uint64(3)]).dtype == np.uint64
