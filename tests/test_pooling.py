"""Pooling: ties, NaN, infinities, and windows that torch gets wrong."""

import numpy as np
import pytest
import torch

import scratch
import torch_ref

both = pytest.mark.parametrize("dl", [scratch, torch_ref], ids=["scratch", "torch_ref"])
NAN, INF = np.nan, np.inf


def gradient(dl, rows, **options):
    """Return max_pool1d of rows and the gradient of its sum."""
    leaf = dl.tensor([rows], requires_grad=True)
    output = dl.max_pool1d(leaf, **options)
    output.sum().backward()
    return output.detach().numpy()[0].tolist(), leaf.grad.numpy()[0].tolist()


@both
def test_the_first_of_equal_elements_gets_the_whole_gradient(dl):
    assert gradient(dl, [3.0, 3.0, 1.0, 1.0], kernel_size=2) == ([3, 1], [1, 0, 1, 0])


@both
def test_an_element_of_two_windows_gets_both_gradients(dl):
    output, grad = gradient(dl, [1.0, 5.0, 2.0], kernel_size=2, stride=1)
    assert (output, grad) == ([5, 5], [0, 2, 0])


@both
def test_the_last_of_several_nans_gets_the_gradient(dl):
    output, grad = gradient(dl, [NAN, 9.0, NAN, 1.0], kernel_size=4)
    assert np.isnan(output).all()
    assert grad == [0, 0, 1, 0]


@both
def test_of_nothing_but_minus_infinity_the_first_in_the_image_is_taken(dl):
    row = dl.tensor([[-INF, -INF]])
    output, indices = dl.max_pool1d(row, 2, 1, 1, return_indices=True)
    assert output.numpy().tolist() == [[-INF] * 3]
    assert indices.numpy().tolist() == [[0, 0, 1]]


@both
@pytest.mark.parametrize(
    ("shape", "options"),
    [
        ((1, 2, 1, 2), {"kernel_size": (1, 2), "padding": (0, 1), "dilation": (1, 3)}),
        ((2, 3, 1), {"kernel_size": 2, "padding": 1, "dilation": 2}),
    ],
)
def test_a_window_without_an_element_is_refused(dl, shape, options):
    """Torch 2.13 writes outside of its plane there: never call it on such windows.

    Its index lies outside of the image; the gradient of the first of two planes ends
    up in the second, and other shapes corrupt the heap.
    """
    pool = dl.max_pool2d if len(shape) == 4 else dl.max_pool1d
    with pytest.raises(ValueError, match="every window must hold an element"):
        pool(dl.ones(*shape), **options)


@both
def test_a_last_window_that_would_begin_in_the_border_is_dropped(dl):
    image = dl.ones(1, 1, 3, 3)
    assert tuple(dl.avg_pool2d(image, 2, 2, 1, ceil_mode=True).shape) == (1, 1, 2, 2)
    assert tuple(dl.avg_pool2d(image, 2, 3, 1, ceil_mode=True).shape) == (1, 1, 2, 2)
    assert tuple(dl.max_pool2d(image, 2, 2, ceil_mode=True).shape) == (1, 1, 2, 2)


@both
def test_zeros_of_the_border_count_or_do_not(dl):
    row = dl.tensor([[2.0, 4.0]])
    assert dl.avg_pool1d(row, 2, 2, 1).numpy().tolist() == [[1, 2]]
    counted = dl.avg_pool1d(row, 2, 2, 1, count_include_pad=False)
    assert counted.numpy().tolist() == [[2, 4]]


@both
def test_what_lies_beyond_the_border_never_counts(dl):
    row = dl.tensor([[1.0, 2.0, 3.0]])
    assert dl.avg_pool1d(row, 2, 2, ceil_mode=True).numpy().tolist() == [[1.5, 3]]


@both
def test_padding_is_limited_to_half_of_the_kernel_whatever_its_dilation(dl):
    with pytest.raises(ValueError, match="padding must be at most half of the kernel"):
        dl.max_pool2d(dl.ones(1, 1, 9, 9), 2, padding=2, dilation=3)


def test_modules_are_written_as_torchs():
    for name, args in (
        ("MaxPool1d", (2, 1)),
        ("MaxPool2d", ((2, 3),)),
        ("AvgPool1d", (2,)),
        ("AvgPool2d", (3, 2, 1)),
    ):
        theirs = repr(getattr(torch.nn, name)(*args))
        assert repr(getattr(scratch, name)(*args)) == theirs
        assert repr(getattr(torch_ref, name)(*args)) == theirs
