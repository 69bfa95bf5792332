"""Memory that is used again: who may write to it, and when it comes back."""

import gc

import numpy as np
import pytest

import scratch as dl
from scratch.engine import pool
from scratch.engine.pool import (
    LARGE,
    LIMIT,
    LINE,
    Loan,
    empty,
    owns_memory,
    product,
    recycled,
    zeros_like,
)

RNG = np.random.default_rng(4)
FLOAT = np.dtype("float32")
SHAPE = (256, 512)


class Tagged(np.ndarray):
    """An array of a kind of its own."""


def held():
    """Return the bytes that lie on all shelves."""
    return sum(size * len(blocks) for size, blocks in pool.shelf.items())


@pytest.fixture(autouse=True)
def clear_shelf():
    assert pool.kept == held()
    pool.clear()
    assert pool.kept == held() == 0
    yield
    pool.clear()


def address(array):
    return array.__array_interface__["data"][0]


def test_the_memory_of_a_dead_array_is_the_next_ones_without_a_collection():
    gc.disable()
    try:
        array = empty(SHAPE, FLOAT)
        before = address(array)
        del array
        assert pool.kept == held() == LARGE * 4
        assert address(empty(SHAPE, FLOAT)) == before
    finally:
        gc.enable()


@pytest.mark.parametrize("view", [np.transpose, lambda a: a[3:, ::2], np.ravel])
def test_memory_stays_out_while_any_view_of_it_lives(view):
    array = empty(SHAPE, FLOAT)
    array[...] = 7
    kept = view(view(array))
    del array
    other = empty(SHAPE, FLOAT)
    other[...] = 0
    assert not np.shares_memory(kept, other)
    assert (kept == 7).all()


def test_arrays_start_at_a_cache_line_and_have_their_own_shape_and_dtype():
    for dtype in (np.float32, np.float64, np.int64):
        array = empty(SHAPE, np.dtype(dtype))
        assert (array.shape, array.dtype) == (SHAPE, dtype)
        assert address(array) % 64 == 0
        assert array.flags.writeable
        assert array.flags.c_contiguous


def test_the_sizes_are_those_of_the_machine_and_of_the_c_library():
    assert LARGE == 128 * 1024  # from here on, glibc's malloc asks the system
    assert LIMIT == 256 * 1024**2
    assert LINE == 64


def test_memory_is_from_the_shelf_from_the_very_size_on():
    for dtype in (np.float32, np.float64, np.int8):
        n = LARGE // np.dtype(dtype).itemsize
        assert isinstance(empty((n,), np.dtype(dtype)).base, Loan)
        assert isinstance(empty((2, n // 2), np.dtype(dtype)).base, Loan)
        assert empty((n - 1,), np.dtype(dtype)).base is None


def test_an_arrays_memory_begins_and_ends_within_its_block():
    for _ in range(8):  # blocks begin anywhere
        array = empty(SHAPE, FLOAT)
        memory, start = array.base.block
        assert start == address(array)
        assert memory.ctypes.data <= start
        assert start + array.nbytes <= memory.ctypes.data + memory.nbytes


def test_a_block_is_given_out_once_and_counted_once():
    first, second = empty(SHAPE, FLOAT), empty(SHAPE, FLOAT)
    assert not np.shares_memory(first, second)
    del first, second
    assert pool.kept == held() == 8 * LARGE
    again = empty(SHAPE, FLOAT)
    assert pool.kept == held() == 4 * LARGE
    other = empty((LARGE,), np.dtype("uint8"))  # of another size: another shelf
    assert pool.kept == held() == 4 * LARGE
    assert not np.shares_memory(again, other)


def test_nothing_is_given_back_while_the_process_ends():
    array = empty(SHAPE, FLOAT)
    Loan.__del__(array.base, lambda: True)
    assert pool.kept == held() == 0
    del array
    assert pool.kept == held() == 4 * LARGE


def test_a_result_like_an_array_is_written_to_memory_of_its_own():
    array = np.zeros(SHAPE, np.float32)
    found = recycled(array)
    assert (found.shape, found.dtype) == (array.shape, array.dtype)
    assert isinstance(found.base, Loan)
    assert not np.shares_memory(found, array)
    assert recycled(array.T) is None
    assert recycled(array.view(Tagged)) is None
    assert recycled(np.zeros(LARGE - 1, np.int8)) is None
    assert recycled(np.zeros(LARGE, np.int8)) is not None
    assert recycled(np.float64(1)) is None


def test_zeros_are_zeros_whatever_lay_there():
    array = empty(SHAPE, FLOAT)
    array[...] = 7
    del array
    zeros = zeros_like(np.ones(SHAPE, np.float32))
    assert isinstance(zeros.base, Loan)
    assert (zeros.shape, zeros.dtype) == (SHAPE, FLOAT)
    assert not zeros.any()
    tagged = zeros_like(np.ones((2, 3)).view(Tagged))
    assert type(tagged) is Tagged
    assert not tagged.any()
    assert zeros_like(np.float64(3)) == 0


@pytest.mark.parametrize(
    ("n", "m", "dtype", "large"),
    [
        (64, 512, "float32", True),
        (512, 64, "float32", True),
        (64, 511, "float32", False),
        (511, 64, "float32", False),
        (32, 512, "float64", True),
        (31, 512, "float64", False),
        (1, LARGE // 4, "float32", True),
        (LARGE // 4, 1, "float32", True),
        (2, 3, "float64", False),
        (400, 400, "float32", True),
    ],
)
def test_a_large_product_lies_in_memory_from_the_shelf(n, m, dtype, large):
    left, right = RNG.integers(-3, 4, (n, 5)), RNG.integers(-3, 4, (5, m))
    output = product(left.astype(dtype), right.astype(dtype))
    assert isinstance(output.base, Loan) == large
    assert output.dtype == dtype
    assert (output == left @ right).all()


@pytest.mark.parametrize(
    ("left", "right"), [((2, 300, 5), (5, 300)), ((300, 5), (2, 5, 300)), ((5,), (5,))]
)
def test_products_of_other_dimensions_are_numpys(left, right):
    left, right = RNG.integers(-3, 4, left) * 1.0, RNG.integers(-3, 4, right) * 1.0
    assert (product(left, right) == left @ right).all()


def test_arrays_of_another_kind_multiply_in_their_own_way():
    left, right = np.ones((300, 2)), np.ones((2, 300))
    assert type(product(left.view(Tagged), right)) is Tagged
    assert type(product(left, right.view(Tagged))) is Tagged
    assert type(product(left.view(Tagged), right.view(Tagged))) is Tagged
    assert type(product(left, right)) is np.ndarray


def test_a_small_array_is_numpys_own():
    assert empty((8, 8), FLOAT).base is None
    assert recycled(np.zeros((8, 8))) is None


def test_only_a_whole_array_counts_as_owner_of_its_memory():
    array = empty(SHAPE, FLOAT)
    assert owns_memory(array)
    assert owns_memory(np.zeros(3))
    assert not owns_memory(array[1:])
    assert not owns_memory(array.reshape(-1))
    assert not owns_memory(np.zeros((3, 2)).T)


def test_the_shelf_is_bounded(monkeypatch):
    monkeypatch.setattr(pool, "LIMIT", 3 * LARGE)
    arrays = [empty((LARGE,), np.dtype("uint8")) for _ in range(5)]
    assert pool.kept == 0
    del arrays
    assert pool.kept == 3 * LARGE
    assert LIMIT < 2**30


def test_gradients_of_two_steps_never_share_memory_while_both_are_held():
    x = dl.tensor(np.ones((64, 1024), np.float32))
    weight = dl.tensor(np.ones((512, 1024), np.float32), requires_grad=True)
    dl.linear(x, weight).sum().backward()
    first, weight.grad = weight.grad, None
    copy = first.numpy().copy()
    dl.linear(x * 3, weight).sum().backward()
    assert not np.shares_memory(first.numpy(), weight.grad.numpy())
    np.testing.assert_array_equal(first.numpy(), copy)
    np.testing.assert_array_equal(weight.grad.numpy(), 3 * copy)


def test_an_output_outlives_its_graph():
    x = dl.tensor(np.ones((256, 1024), np.float32), requires_grad=True)
    output = dl.relu(x)
    kept = output.detach()
    output.sum().backward()
    del output
    for _ in range(3):
        dl.relu(x * -1)
    assert (kept.numpy() == 1).all()
