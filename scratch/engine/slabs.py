"""Products with columns that are cut out along every dimension but the first.

At stride 1 windows below each other share their rows. So only the windows within a row
become columns, once for each row of the padded image; what row i of the kernel meets of
them is one run of memory, i rows further down, and a convolution is one product for
each row of the kernel. The columns take the kernel's height less memory than those of
whole windows, and the runs are given to the product as they lie.
"""

from math import prod

import numpy as np
from numpy.lib.stride_tricks import as_strided


class Slabs:
    """Where the columns of rows lie, and the runs of them that a kernel's rows meet."""

    def __init__(self, windows):
        self.windows = windows
        self.places = prod(windows.kernel[1:])
        self.width = prod(windows.output[1:])  # windows in a row
        self.length = windows.padded[0] * self.width
        starts = [i * windows.dilation[0] for i in range(windows.kernel[0])]
        number = windows.output[0]
        self.runs = [
            slice(start * self.width, (start + number) * self.width) for start in starts
        ]

    def unfold(self, images, groups):
        """Return the columns of images: (N, groups, C * places, length)."""
        windows, padded = self.windows, self.windows.pad(images)
        outer, (first, *others) = padded.strides[:2], padded.strides[2:]
        within = [step * d for step, d in zip(others, windows.dilation[1:])]
        between = [step * s for step, s in zip(others, windows.stride[1:])]
        shape = *padded.shape[:2], *windows.kernel[1:], windows.padded[0]
        view = as_strided(
            padded,
            (*shape, *windows.output[1:]),
            (*outer, *within, first, *between),
            writeable=False,
        )
        rows = images.shape[1] // groups * self.places
        return view.reshape(len(images), groups, rows, self.length)

    def fold(self, columns):
        """Return images to whose elements the columns are added back."""
        windows, (number, groups, rows, _) = self.windows, columns.shape
        channels = groups * rows // self.places
        outputs = windows.padded[0], *windows.output[1:]
        columns = columns.reshape(number, channels, self.places, *outputs)
        padded = np.zeros((number, channels, *windows.padded), columns.dtype)
        # the places of the kernel's first row, each seen from every row of the image
        for place, index in enumerate(windows.places()[: self.places]):
            padded[(..., slice(None), *index[2:])] += columns[:, :, place]
        return windows.crop(padded)

    def by_row(self, kernels):
        """Return kernels (groups, O, C * places) by row: (rows, groups, O, C * row)."""
        rows = self.windows.kernel[0]
        parts = kernels.reshape(*kernels.shape[:2], -1, rows, self.places)
        parts = np.moveaxis(parts, 3, 0)
        return parts.reshape(rows, *kernels.shape[:2], -1)

    def by_kernel(self, parts):
        """Return what `by_row` was given."""
        rows, groups, out, _ = parts.shape
        parts = np.moveaxis(parts.reshape(rows, groups, out, -1, self.places), 0, 3)
        return parts.reshape(groups, out, -1)


def fit(windows, *arrays):
    """Tell whether windows lie at stride 1 below each other, in NumPy's own arrays."""
    return windows.stride[0] == 1 and all(type(a) is np.ndarray for a in arrays)


def multiply(kernels, block, windows, output):
    """Write every kernel times every window of a block of images into output."""
    slabs, (groups, out, _) = Slabs(windows), kernels.shape
    columns = slabs.unfold(block, groups)
    output = output.reshape(len(block), groups, out, slabs.runs[0].stop)  # a view
    first, *others = slabs.by_row(kernels)
    np.matmul(first, columns[..., slabs.runs[0]], out=output)
    for row, run in zip(others, slabs.runs[1:]):
        output += row @ columns[..., run]


def correlate(doutput, block, groups, windows):
    """Return doutput times the windows of a block, summed over its images."""
    slabs = Slabs(windows)
    columns = slabs.unfold(block, groups)
    out = doutput.shape[1] // groups
    rows = doutput.reshape(len(block), groups, out, slabs.runs[0].stop)
    parts = [(rows @ columns[..., r].swapaxes(-1, -2)).sum(0) for r in slabs.runs]
    return slabs.by_kernel(np.stack(parts))


def spread(kernels, block, windows):
    """Return a block of doutput times kernels, each window added back to its place."""
    slabs = Slabs(windows)
    groups, out, length = kernels.shape
    rows = block.reshape(len(block), groups, out, slabs.runs[0].stop)
    channels = length // windows.kernel[0]
    shape = len(block), groups, channels, slabs.length
    columns = np.empty(shape, np.result_type(kernels, block))
    first, *others = slabs.by_row(kernels).swapaxes(-1, -2)
    columns[..., slabs.runs[0]] = first @ rows
    columns[..., slabs.runs[0].stop :] = 0
    for part, run in zip(others, slabs.runs[1:]):
        columns[..., run] += part @ rows
    return slabs.fold(columns)
