"""The windows that a kernel slides over: where they lie, cut out and added back.

Place i of the kernel meets, in window y, the element i * dilation + y * stride of the
padded image. So each place sees a strided slice of it, one element for each window, and
all that convolution and pooling do is done to these slices.
"""

from itertools import product
from math import prod

import torch


class Windows:
    """Where the windows of a kernel lie in images of one size.

    Parameters
    ----------
    size, kernel, stride, dilation : tuple of int
        One number for each dimension of an image.
    padding : tuple of (int, int)
        How much goes before and after the image, in each dimension.
    output : tuple of int, optional
        How many windows; without it as many as fit.
    """

    def __init__(self, size, kernel, stride, padding, dilation, output=None):
        self.size, self.kernel = tuple(size), tuple(kernel)
        self.stride, self.dilation = tuple(stride), tuple(dilation)
        self.before = tuple(before for before, _ in padding)
        self.reach = tuple(d * (k - 1) + 1 for k, d in zip(kernel, dilation))
        padded = [n + sum(p) for n, p in zip(size, padding)]
        room = [n - r for n, r in zip(padded, self.reach)]
        fit = tuple(n // s + 1 for n, s in zip(room, stride))
        self.output = fit if output is None else tuple(output)
        last = [(n - 1) * s for n, s in zip(self.output, stride)]
        needed = [n + r for n, r in zip(last, self.reach)]
        self.padded = tuple(map(max, padded, needed))  # beyond it in ceil_mode

    def pad(self, images, fill=0):
        """Return images (..., *size) with a border: (..., *padded)."""
        outer = images.shape[: -len(self.size)]
        padded = images.new_full((*outer, *self.padded), fill)
        self.crop(padded)[...] = images
        return padded

    def crop(self, padded):
        """Return the view of the images within their border."""
        inside = (slice(b, b + n) for b, n in zip(self.before, self.size))
        return padded[(..., *inside)]

    def places(self):
        """Return the index of what each place of the kernel sees."""
        steps = [
            [slice(i * d, i * d + (n - 1) * s + 1, s) for i in range(k)]
            for k, d, s, n in zip(self.kernel, self.dilation, self.stride, self.output)
        ]
        return [(..., *place) for place in product(*steps)]

    def views(self, padded):
        """Return what each place of the kernel sees: views (..., *output)."""
        return [padded[place] for place in self.places()]

    def unfold(self, images):
        """Return the windows of images as columns: (..., places, windows)."""
        views = self.views(self.pad(images))
        columns = torch.stack(views, dim=-len(self.size) - 1)
        return columns.reshape(*columns.shape[: -len(self.size)], prod(self.output))

    def fold(self, columns):
        """Return images to whose elements each window's column is added back."""
        outer = columns.shape[:-2]
        columns = columns.reshape(*outer, prod(self.kernel), *self.output)
        padded = columns.new_zeros((*outer, *self.padded))
        columns = torch.moveaxis(columns, len(outer), 0)
        for place, column in zip(self.places(), columns):
            padded[place] = padded[place] + column
        return self.crop(padded)


def numbers(name, value, dims):
    """Return an integer, or one for each dimension, as a tuple."""
    values = tuple(value) if isinstance(value, (tuple, list)) else (value,)
    if len(values) == 1:
        values *= dims
    if not all(isinstance(v, int) and not isinstance(v, bool) for v in values):
        raise TypeError(f"{name} must be integers, got {value!r}")
    if len(values) != dims:
        raise ValueError(f"{name} must be 1 or {dims} integers, got {value!r}")
    if max(values) >= 2**31:
        raise ValueError(f"{name} must fit into 32 bits, got {value!r}")
    return values


def check_memory(shape):
    """Refuse an output for which there is no memory, before its cells are listed."""
    torch.empty(shape)


def check_one_or_each(dims, **given):
    """Refuse a list of any other length than one number for each dimension."""
    for name, value in given.items():
        if isinstance(value, (tuple, list)) and len(value) != dims:
            raise ValueError(f"{name} must be {dims} integers, got {value!r}")


def positive(name, value, dims):
    """Return integers above 0 as a tuple."""
    values = numbers(name, value, dims)
    if min(values) < 1:
        raise ValueError(f"{name} must be positive, got {value!r}")
    return values
