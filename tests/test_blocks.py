"""The stretches that updates go through: every number once, in place."""

import numpy as np
import pytest

from scratch.optim.blocks import BLOCK, blocks

SIZES = [(0,), (3, 4), (BLOCK,), (BLOCK + 1,), (3, BLOCK - 1)]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", SIZES)
def test_every_number_is_met_once_and_in_place(shape, dtype):
    param, grad, mean = (np.zeros(shape, dtype) for _ in range(3))
    met = 0
    for one, other, state in blocks(param, grad, {"mean": mean, "step": 3.0}):
        assert state["step"] == 3.0
        assert (one is param) == (param.size <= BLOCK)
        assert one.size <= BLOCK
        assert one.shape == other.shape == state["mean"].shape
        met += one.size
        one += 1
        other += 2
        state["mean"] += 3
    assert met == param.size
    assert (param == 1).all()
    assert (grad == 2).all()
    assert (mean == 3).all()


WHOLE = [np.zeros((3, BLOCK)).view(np.recarray), np.zeros((2, BLOCK), order="F")]


@pytest.mark.parametrize("array", WHOLE, ids=["of another type", "not contiguous"])
def test_one_array_that_cannot_be_cut_keeps_all_whole(array):
    plain = np.zeros(array.shape)
    for arrays in ((array, plain, plain), (plain, array, plain), (plain, plain, array)):
        ((param, grad, state),) = blocks(*arrays[:2], {"mean": arrays[2]})
        assert param is arrays[0]
        assert grad is arrays[1]
        assert state["mean"] is arrays[2]
