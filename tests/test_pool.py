"""Memory that is used again: who may write to it, and when it comes back."""

import gc

import numpy as np
import pytest

import scratch as dl
from scratch.engine import pool
from scratch.engine.pool import LARGE, LIMIT, LINE, empty, owns_memory, recycled

FLOAT = np.dtype("float32")
SHAPE = (256, 512)


@pytest.fixture(autouse=True)
def clear_shelf():
    pool.clear()
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
        assert address(array) % LINE == 0
        assert array.flags.writeable
        assert array.flags.c_contiguous


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
