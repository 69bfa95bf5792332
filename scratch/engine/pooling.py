"""The largest element of each window, and sums of windows."""

from itertools import product
from math import prod

import numpy as np

from .select import choose


def largest(images, windows):
    """Return each window's largest element and which place of the window it is.

    Of equal elements it is the first, of NaNs the last; of -inf alone the first place
    that is not in the border.

    Parameters
    ----------
    images : (..., *size)

    Returns
    -------
    output : (..., *windows)
    taken : (..., *windows) int64
    """
    first, *others = windows.views(windows.pad(images, -np.inf))
    output = first.copy()
    taken = np.empty(output.shape, np.int16 if len(others) < 2**15 else np.int64)
    taken[...] = first_inside(windows)
    for place, view in enumerate(others, 1):
        np.copyto(taken, place, where=view > output)
        output = np.maximum(output, view)
    if np.isnan(output).any():
        for place, view in enumerate([first, *others]):
            np.copyto(taken, place, where=np.isnan(view))
    return output, taken


def first_inside(windows):
    """Return each window's first place that is not in the border.

    Where there is none, torch's index lies outside of the image and its backward
    writes there; such windows are refused.
    """
    first = 0
    for size, kernel, number, stride, before, dilation in zip(
        windows.size,
        windows.kernel,
        windows.output,
        windows.stride,
        windows.before,
        windows.dilation,
    ):
        start = np.arange(number) * stride - before
        place = -(np.minimum(start, 0) // dilation)
        if (start + place * dilation >= size).any():
            raise ValueError("every window must hold an element of the input")
        first = np.multiply(first, kernel)[..., None] + place
    return first


def send(doutput, taken, windows):
    """Return images with each window's number added to the element it was taken from.

    Parameters
    ----------
    doutput, taken : (..., *windows)

    Returns
    -------
    dimages : (..., *size)
    """
    outer = doutput.shape[: -len(windows.size)]
    padded = np.zeros_like(doutput, shape=(*outer, *windows.padded))
    for place, view in enumerate(windows.views(padded)):
        view += choose(taken == place, doutput, 0)
    return windows.crop(padded)


def positions(taken, windows):
    """Return where in its image each element was taken from, rows first."""
    places = np.array(list(product(*map(range, windows.kernel))), np.int64)
    position = np.zeros((1,) * taken.ndim, np.int64)
    for axis, size in enumerate(windows.size):
        lead = [1] * (len(windows.size) - axis - 1)
        start = np.arange(windows.output[axis]).reshape(-1, *lead)
        start = start * windows.stride[axis] - windows.before[axis]
        inside = start + places[taken, axis] * windows.dilation[axis]
        position = position * size + inside
    return position


def added(images, windows):
    """Return the sum of each window: (..., *windows)."""
    first, *others = windows.views(windows.pad(images))
    output = first.copy()
    for view in others:
        output += view
    return output


def shared(share, windows):
    """Return images to whose elements each window's share is added: (..., *size)."""
    outer = share.shape[: -len(windows.size)]
    padded = np.zeros_like(share, shape=(*outer, *windows.padded))
    for view in windows.views(padded):
        view += share
    return windows.crop(padded)


def counted(images, windows, count_include_pad):
    """Return how many elements of each window count: of the image, or its border too.

    What a last window reaches beyond the border, with ceil_mode, never counts.
    """
    numbers = np.ones((), images.dtype)
    for size, kernel, number, stride, before in zip(
        windows.size, windows.kernel, windows.output, windows.stride, windows.before
    ):
        start = np.arange(number) * stride - before
        stop = np.minimum(start + kernel, size + before)
        if not count_include_pad:
            start, stop = np.maximum(start, 0), np.minimum(stop, size)
        numbers = numbers[..., None] * (stop - start).astype(images.dtype)
    return numbers


def joined(parts, images, sizes):
    """Return what each of some cells gives, (...), as (..., *sizes)."""
    outer = images.shape[: -len(sizes)]
    if not parts:
        return np.zeros_like(images, shape=(*outer, *sizes))
    return np.stack(parts, axis=-1).reshape(*outer, *sizes)


def largest_in(images, cell):
    """Return where in its image the largest element of a cell is, rows first.

    Of equal elements it is the first, of NaNs the last.
    """
    dims, size = len(cell), images.shape[-len(cell) :]
    values = images[(..., *cell)]
    values = values.reshape(*values.shape[:-dims], prod(values.shape[-dims:]))
    taken, missing = np.argmax(values, axis=-1), np.isnan(values)
    if missing.any():
        last = values.shape[-1] - 1 - np.argmax(missing[..., ::-1], axis=-1)
        taken = np.where(missing.any(-1), last, taken)
    places = np.arange(prod(size)).reshape(size)[cell]
    return places.reshape(-1)[taken]


def taken_from(images, indices, dims):
    """Return the elements at places of images, rows first."""
    flat = images.reshape(*images.shape[:-dims], prod(images.shape[-dims:]))
    places = indices.reshape(*indices.shape[:-dims], prod(indices.shape[-dims:]))
    return np.take_along_axis(flat, places, -1).reshape(indices.shape)


def given_back(doutput, indices, size):
    """Return images of a size with numbers added at places: (..., *size).

    Parameters
    ----------
    doutput : (..., *places) float
    indices : (..., *places) or (*places) int
        Where in its image each number goes, rows first.
    """
    outer, places = doutput.shape[: -len(size)], prod(doutput.shape[-len(size) :])
    rows, n = prod(outer), prod(size)
    dimages = np.zeros_like(doutput, shape=(rows * n,))
    images = prod(indices.shape[: -len(size)])
    # with one index for each number NumPy takes a way ten times as fast as with two
    indices = n * np.arange(rows)[:, None] + indices.reshape(images, places)
    np.add.at(dimages, indices.reshape(-1), doutput.reshape(-1))
    return dimages.reshape(*outer, *size)


def summed_at(doutput, index, size):
    """Return the gradient of `images[..., *index]`: (..., *size)."""
    places = np.arange(prod(size)).reshape(size)[index]
    return given_back(doutput, places, size)
