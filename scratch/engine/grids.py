"""The columns of images, cut out in long runs of memory where that can be.

At stride 1 the places of a window lie one fixed distance apart in the padded image,
whichever window it is. So if the grid of windows is made as wide as the padded image,
each place of the kernel sees one run of memory, copied and added at once instead of row
by row. The windows that wrap around an edge are too many; they are cut off.
"""

from itertools import product
from math import prod

import numpy as np

WASTE = 1.25  # windows in the wide grid for each one that is kept, at most


class Grid:
    """The windows as they are: for any stride, and any kind of array."""

    def __init__(self, windows):
        self.windows = windows
        self.length = prod(windows.output)

    def views(self, images):
        """Return what each place of the kernel sees: arrays (..., length)."""
        views = self.windows.views(self.windows.pad(images))
        outer = images.shape[: -len(self.windows.size)]
        return [view.reshape(*outer, self.length) for view in views]

    def unfold(self, images):
        """Return columns: (..., places, length)."""
        return np.stack(self.views(images), axis=-2)

    def fold(self, shares):
        """Return images to which each place of the kernel adds its (..., length)."""
        return self.windows.fold(np.stack(list(shares), axis=-2))

    def widen(self, outputs):
        """Return (..., *windows) as rows (..., length)."""
        outer = outputs.shape[: -len(self.windows.size)]
        return outputs.reshape(*outer, self.length)

    def narrow(self, rows):
        """Return rows (..., length) as (..., *windows)."""
        return rows.reshape(*rows.shape[:-1], *self.windows.output)


class WideGrid(Grid):
    """The windows in rows as wide as the padded image."""

    def __init__(self, windows):
        self.windows = windows
        self.shape = windows.output[0], *windows.padded[1:]
        self.length = prod(self.shape)
        steps = [prod(windows.padded[i + 1 :]) for i in range(len(windows.padded))]
        strides = [d * s for d, s in zip(windows.dilation, steps)]
        places = product(*map(range, windows.kernel))
        starts = [sum(i * s for i, s in zip(place, strides)) for place in places]
        self.runs = [slice(start, start + self.length) for start in starts]
        self.total = max(self.runs[-1].stop, prod(windows.padded))
        self.kept = (..., *(slice(n) for n in windows.output))

    def inside(self, flat):
        """Return the view of the images within their border in runs of memory."""
        windows = self.windows
        padded = flat[..., : prod(windows.padded)]
        return windows.crop(padded.reshape(*flat.shape[:-1], *windows.padded))

    def views(self, images):
        """Return what each place of the kernel sees: arrays (..., length)."""
        outer = images.shape[: -len(self.windows.size)]
        flat = np.zeros((*outer, self.total), images.dtype)
        self.inside(flat)[...] = images
        return [flat[..., run] for run in self.runs]

    def fold(self, shares):
        """Return images to which each place of the kernel adds its (..., length)."""
        flat = None
        for run, share in zip(self.runs, shares):
            if flat is None:
                flat = np.zeros((*share.shape[:-1], self.total), share.dtype)
            flat[..., run] += share
        return self.inside(flat)

    def widen(self, outputs):
        """Return (..., *windows) as rows (..., length), 0 where nothing is kept."""
        outer = outputs.shape[: -len(self.shape)]
        rows = np.zeros((*outer, *self.shape), outputs.dtype)
        rows[self.kept] = outputs
        return rows.reshape(*outer, self.length)

    def narrow(self, rows):
        """Return rows (..., length) as (..., *windows)."""
        return rows.reshape(*rows.shape[:-1], *self.shape)[self.kept]


def grid_of(array, windows):
    """Return the grid that is faster for an array."""
    wide = windows.output[0] * prod(windows.padded[1:])
    plain = type(array) is not np.ndarray or max(windows.stride) > 1
    if plain or wide > WASTE * prod(windows.output):
        return Grid(windows)
    return WideGrid(windows)
