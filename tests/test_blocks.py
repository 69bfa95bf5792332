"""The stretches that updates go through: every number once, in place."""

from concurrent.futures import ThreadPoolExecutor
from itertools import combinations

import numpy as np
import pytest

from scratch.optim.blocks import BLOCK, blocks, temporaries

SIZES = [(0,), (3, 4), (BLOCK,), (BLOCK + 1,), (3, BLOCK - 1)]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", SIZES)
def test_every_number_is_met_once_and_in_place(shape, dtype):
    first, second = np.zeros(shape, dtype), np.zeros(shape, dtype)
    met = 0
    for one, none, other, last, *work in blocks(2, first, None, second, None):
        assert none is last is None
        assert (one is first) == (first.size <= BLOCK)
        assert one.size <= BLOCK
        met += one.size
        for row in (other, *work):
            assert (row.shape, row.dtype) == (one.shape, dtype)
        for a, b in combinations([one, other, *work], 2):
            assert not np.shares_memory(a, b)
        one += 1
        other += 2
    assert met == first.size
    assert (first == 1).all()
    assert (second == 2).all()


WHOLE = [np.zeros((3, 4)).view(np.recarray), np.zeros((2, BLOCK), order="F")]


@pytest.mark.parametrize("array", WHOLE, ids=["of another type", "not contiguous"])
def test_what_cannot_be_cut_stays_whole_with_work_of_its_own(array):
    (views,) = blocks(2, array, None)
    first, none, *work = views
    assert first is array
    assert none is None
    assert [row.shape for row in work] == [array.shape] * 2
    assert {type(row) for row in work} == {type(array)}
    assert not np.shares_memory(*work)


def test_one_array_that_cannot_be_cut_keeps_all_whole():
    whole, turned = np.zeros((2, BLOCK)), np.zeros((BLOCK, 2)).T
    ((first, second),) = blocks(0, whole, turned)
    assert first is whole
    assert second is turned


def test_temporaries_are_kept_from_step_to_step():
    kept = temporaries(2, np.dtype(np.float32))
    assert temporaries(2, np.dtype(np.float32)) is kept
    assert temporaries(2, np.dtype(np.float64)) is not kept
    assert len(temporaries(3, np.dtype(np.float32))) == 3
    assert [(row.shape, row.dtype) for row in kept] == 2 * [((BLOCK,), np.float32)]


def test_every_thread_has_temporaries_of_its_own():
    ours = temporaries(1, np.dtype(np.float32))
    with ThreadPoolExecutor(1) as pool:
        others = pool.submit(temporaries, 1, np.dtype(np.float32)).result()
    assert not np.shares_memory(ours[0], others[0])
