"""Products with columns: the same on every way, for one block of images or several."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

import scratch
from scratch.engine import columns
from scratch.engine.windows import Windows

# input channels, output channels, groups, kernel, options
CASES = {
    "rows": (3, 4, 1, (3, 3), {}),
    "rows with a border": (2, 3, 1, (2, 3), {"padding": (1, 2)}),
    "strides": (3, 4, 1, (3, 2), {"stride": (2, 1), "padding": 1}),
    "dilation": (3, 2, 1, (2, 2), {"dilation": (2, 1)}),
    "groups": (4, 6, 2, (3, 3), {"padding": 1}),
    "groups and strides": (4, 6, 2, (3, 3), {"stride": 2}),
    "one channel": (1, 1, 1, (3, 3), {}),
    "to one channel": (3, 1, 1, (3, 3), {}),
    "from one channel": (1, 4, 1, (2, 2), {"stride": 2}),
    "a kernel for each": (4, 4, 4, (3, 3), {"padding": 1}),
    "a kernel for each, strides": (4, 4, 4, (3, 2), {"stride": 2}),
    "a kernel for each, no border": (3, 3, 3, (2, 3), {}),
    "two kernels for each": (3, 6, 3, (3, 3), {"padding": 1}),
    "points": (3, 4, 1, (1, 1), {}),
    "points for each": (3, 3, 3, (1, 1), {}),
}


def numbers(case, count, dtype, spoil=None):
    """Return input, kernels and upstream gradient of a case."""
    channels, out, groups, kernel, options = CASES[case]
    rng = np.random.default_rng(len(case) + count)
    x = rng.standard_normal((count, channels, 6, 7)).astype(dtype)
    w = rng.standard_normal((out, channels // groups, *kernel)).astype(dtype)
    if spoil == "kernels":
        w[0, 0, -1, -1] = np.inf
    if spoil == "images":
        x[0, 0, 2, -1] = np.inf
    shape = F.conv2d(torch.tensor(x), torch.tensor(w), groups=groups, **options).shape
    return x, w, rng.standard_normal(shape).astype(dtype)


def results(dl, case, x, w, upstream):
    """Return output and both gradients."""
    *_, groups, _, options = CASES[case]
    conv2d = (F if dl is torch else dl).conv2d
    x, w = (dl.tensor(array, requires_grad=True) for array in (x, w))
    output = conv2d(x, w, groups=groups, **options)
    output.backward(dl.tensor(upstream))
    return output.detach().numpy(), x.grad.numpy(), w.grad.numpy()


@pytest.fixture(params=[None, 1, 700], ids=["as it is", "one image", "some images"])
def cached(request, monkeypatch):
    """Make blocks of one image, of a few, or as they are."""
    if request.param is not None:
        monkeypatch.setattr(columns, "CACHED", request.param)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("count", [5, 1, 0])
@pytest.mark.parametrize("case", CASES)
@pytest.mark.usefixtures("cached")
def test_convolutions_of_any_block_are_torchs(case, count, dtype):
    given = numbers(case, count, dtype)
    limit = 5e3 * np.finfo(dtype).eps  # sums of at most 210 terms of either sign
    for mine, theirs in zip(*(results(dl, case, *given) for dl in (scratch, torch))):
        assert mine.dtype == theirs.dtype
        np.testing.assert_allclose(mine, theirs, rtol=limit, atol=limit)


@pytest.mark.parametrize("spoil", ["kernels", "images"])
@pytest.mark.parametrize("case", CASES)
@pytest.mark.usefixtures("cached")
def test_an_infinity_reaches_what_sees_it_and_nothing_else(case, spoil):
    given = numbers(case, 3, "float64", spoil)
    for mine, theirs in zip(*(results(dl, case, *given) for dl in (scratch, torch))):
        np.testing.assert_array_equal(np.isfinite(mine), np.isfinite(theirs))


@pytest.mark.parametrize(
    ("stride", "channels", "expected"),
    [
        # a column holds 3 * 2 places of each channel; there are 2 * 3 windows
        ((2, 2), None, 2 * 6 * 6),
        ((2, 2), 3, 3 * 6 * 6),
        # at stride 1 there are 4 * 6, and rows of windows share all but one place
        ((1, 1), None, 2 * 6 * 24 // 3),
        ((1, 1), 3, 3 * 6 * 24 // 3),
    ],
)
def test_as_many_images_make_a_block_as_stay_in_the_cache(
    monkeypatch, stride, channels, expected
):
    images = np.zeros((7, 2, 6, 7))
    windows = Windows((6, 7), (3, 2), stride, ((0, 0), (0, 0)), (1, 1))
    for cached, sizes in [
        (expected - 1, [1] * 7),
        (3 * expected - 1, [2, 2, 2, 1]),
        (3 * expected, [3, 3, 1]),
        (100 * expected, [7]),
    ]:
        monkeypatch.setattr(columns, "CACHED", cached)
        found = columns.blocks(images, windows, channels)
        assert [len(block) for block in found] == sizes
    assert [len(b) for b in columns.blocks(images[:0], windows, channels)] == [0]
