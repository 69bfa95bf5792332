"""Borders of an image's own elements: where they come from and what is refused."""

from itertools import product

import numpy as np
import pytest
import torch
import torch.nn.functional as F

import scratch


def padded(dl, shape, pad, mode):
    """Return the padded tensor and a gradient, or that it was refused."""
    x = dl.arange(float(np.prod(shape))).reshape(shape).requires_grad_()
    try:
        output = (F if dl is torch else dl.nn.functional).pad(x, pad, mode)
        (
            output * dl.arange(float(output.numel())).reshape(output.shape)
        ).sum().backward()
    except (RuntimeError, ValueError, NotImplementedError):
        return "refused"
    return output.tolist(), x.grad.tolist()


@pytest.mark.parametrize("mode", ["reflect", "replicate", "circular"])
@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_one_dimension_is_padded_and_cut_as_torch_does(mode, size):
    for pair in product(range(-size - 1, size + 3), repeat=2):
        ours, theirs = (padded(dl, (2, size), pair, mode) for dl in (scratch, torch))
        left = size + sum(min(side, 0) for side in pair)
        if mode == "circular" and max(pair) > max(left, 0):
            theirs = "refused"  # it returns memory that nobody wrote
        assert ours == theirs, pair


@pytest.mark.parametrize("mode", ["reflect", "replicate", "circular"])
def test_what_takes_away_more_than_there_is_is_refused_so(mode):
    for pair in ((-3, 0), (0, -4), (-2, -1)):
        with pytest.raises(ValueError, match="pad takes away more than there is, got"):
            scratch.pad(scratch.ones(1, 2), pair, mode)


@pytest.mark.parametrize("mode", ["reflect", "replicate", "circular"])
@pytest.mark.parametrize(
    ("shape", "pad"),
    [
        *[((2, 3, 4)[-n:], (1, 2)) for n in (2, 3)],
        *[((2, 1, 3, 4)[-n:], (1, 2, 0, 1)) for n in (3, 4)],
        *[((2, 1, 3, 3, 4)[-n:], (1, 2, 0, 1, 1, -1)) for n in (4, 5)],
        *[((0, 2, 3), (1, 1)), ((2, 0), (1, 1)), ((2, 1, 0), (0, 0))],
        *[((2, 3, 0, 4), (1, 1, 1, 1)), ((2, 3, 4, 0), (1, 1, 1, 1))],
        *[((3,), (1, 1)), ((1, 1, 1, 3), (1, 1)), ((2, 3), (1, 1, 1, 1))],
        *[((2, 1), (0, 0)), ((2, 2, 1, 1), (0, 0, 0, 0))],
    ],
)
def test_dimensions_are_padded_as_torch_does(mode, shape, pad):
    assert padded(scratch, shape, pad, mode) == padded(torch, shape, pad, mode)
