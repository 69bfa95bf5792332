"""The largest element of each window, and sums of windows."""

from itertools import product
from math import prod

import torch


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
    views = torch.stack(windows.views(windows.pad(images, -torch.inf)))
    values = views.detach()
    taken = first_inside(windows).expand(values.shape[1:]).clone()
    top = values[0]
    for place, value in enumerate(values[1:], 1):
        taken = torch.where(value > top, place, taken)
        top = torch.maximum(top, value)
    for place, value in enumerate(values):
        taken = torch.where(value.isnan(), place, taken)
    return torch.gather(views, 0, taken[None])[0], taken


def first_inside(windows):
    """Return each window's first place that is not in the border.

    Where there is none, torch's index lies outside of the image and its backward
    writes there; such windows are refused.
    """
    first = torch.zeros((), dtype=torch.int64)
    for size, kernel, number, stride, before, dilation in zip(
        windows.size,
        windows.kernel,
        windows.output,
        windows.stride,
        windows.before,
        windows.dilation,
    ):
        start = torch.arange(number) * stride - before
        place = -(start.clamp(max=0) // dilation)
        if (start + place * dilation >= size).any():
            raise ValueError("every window must hold an element of the input")
        first = (first * kernel)[..., None] + place
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
    padded = doutput.new_zeros((*outer, *windows.padded))
    for place, view in enumerate(windows.views(padded)):
        view += torch.where(taken == place, doutput, 0)
    return windows.crop(padded)


def positions(taken, windows):
    """Return where in its image each element was taken from, rows first."""
    places = torch.tensor(list(product(*map(range, windows.kernel))))
    position = torch.zeros((1,) * taken.ndim, dtype=torch.int64)
    for axis, size in enumerate(windows.size):
        lead = [1] * (len(windows.size) - axis - 1)
        start = torch.arange(windows.output[axis]).reshape(-1, *lead)
        start = start * windows.stride[axis] - windows.before[axis]
        inside = start + places[taken, axis] * windows.dilation[axis]
        position = position * size + inside
    return position


def added(images, windows):
    """Return the sum of each window: (..., *windows)."""
    return torch.stack(windows.views(windows.pad(images))).sum(0)


def shared(share, windows):
    """Return images to whose elements each window's share is added: (..., *size)."""
    outer = share.shape[: -len(windows.size)]
    padded = share.new_zeros((*outer, *windows.padded))
    for view in windows.views(padded):
        view += share
    return windows.crop(padded)


def counted(images, windows, count_include_pad):
    """Return how many elements of each window count: of the image, or its border too.

    What a last window reaches beyond the border, with ceil_mode, never counts.
    """
    numbers = images.new_ones(())
    for size, kernel, number, stride, before in zip(
        windows.size, windows.kernel, windows.output, windows.stride, windows.before
    ):
        start = torch.arange(number) * stride - before
        stop = (start + kernel).clamp(max=size + before)
        if not count_include_pad:
            start, stop = start.clamp(min=0), stop.clamp(max=size)
        numbers = numbers[..., None] * (stop - start).to(images.dtype)
    return numbers


def joined(parts, images, sizes):
    """Return what each of some cells gives, (...), as (..., *sizes)."""
    outer = images.shape[: -len(sizes)]
    if not parts:
        return images.new_zeros((*outer, *sizes))
    return torch.stack(parts, dim=-1).reshape(*outer, *sizes)


def largest_in(images, cell):
    """Return where in its image the largest element of a cell is, rows first.

    Of equal elements it is the first, of NaNs the last.
    """
    values = images.detach()[(..., *cell)].flatten(-len(cell))
    first = (values == values.amax(-1, keepdim=True)).int().argmax(-1)
    missing = values.isnan()
    last = values.shape[-1] - 1 - missing.flip(-1).int().argmax(-1)
    taken = torch.where(missing.any(-1), last, first)
    inside = torch.unravel_index(taken, [part.stop - part.start for part in cell])
    place = 0
    for index, part, size in zip(inside, cell, images.shape[-len(cell) :]):
        place = place * size + index + part.start
    return place


def taken_from(images, indices, dims):
    """Return the elements at places of images, rows first."""
    flat, places = images.flatten(-dims), indices.flatten(-dims)
    return flat.gather(-1, places).reshape(indices.shape)


def given_back(doutput, indices, size):
    """Return images of a size with numbers added at places: (..., *size).

    Parameters
    ----------
    doutput : (..., *places) float
    indices : (..., *places) or (*places) int
        Where in its image each number goes, rows first.
    """
    dims, places = len(size), indices.expand(doutput.shape)
    dimages = doutput.new_zeros((*doutput.shape[:-dims], prod(size)))
    dimages = dimages.scatter_add(-1, places.flatten(-dims), doutput.flatten(-dims))
    return dimages.reshape(*doutput.shape[:-dims], *size)


def summed_at(doutput, index, size):
    """Return the gradient of `images[..., *index]`: (..., *size)."""
    places = torch.arange(prod(size)).reshape(size)[index]
    return given_back(doutput, places, size)
