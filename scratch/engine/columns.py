"""Products with the columns of an image, a few images at a time.

A column holds a window; the columns of a whole batch take as many times its memory as
the kernel has places, so they are made for as many images as stay in the cache. At
stride 1 it is rows of windows that become columns (`slabs`). Where each channel has one
kernel of its own, a product of matrices would be one of vectors: then the places of the
kernel are multiplied and added one by one.
"""

from math import prod

import numpy as np

from . import slabs
from .grids import Grid, WideGrid, grid_of

CACHED = 1 << 18  # elements of a block's columns


def multiply(kernels, images, windows):
    """Return kernels @ columns: every kernel times every window.

    Parameters
    ----------
    kernels : (groups, O, C * places)
    images : (N, groups * C, *size)

    Returns
    -------
    output : (N, groups * O, *windows)
    """
    groups, out, rows = kernels.shape
    parts, depthwise = [], is_depthwise(kernels, windows, images)
    if slabs.fit(windows, kernels, images) and not depthwise:
        shape = len(images), groups * out, *windows.output
        output, start = np.empty(shape, np.result_type(kernels, images)), 0
        for block in blocks(images, windows):
            part = output[start : start + len(block)]
            slabs.multiply(kernels, block, windows, part)
            start += len(block)
        return output
    grid = grid_of(images, windows) if depthwise else Grid(windows)
    for block in blocks(images, windows):
        if depthwise:
            products = weighted(grid.views(block), by_place(kernels))
        else:
            columns = grid.unfold(block).reshape(len(block), groups, rows, grid.length)
            products = kernels @ columns
        products = products.reshape(len(block), groups * out, grid.length)
        parts.append(grid.narrow(products))
    return np.concatenate(parts)


def correlate(doutput, images, groups, windows):
    """Return doutput @ columns.T, summed over the images: one for each weight.

    Parameters
    ----------
    doutput : (N, groups * O, *windows)
    images : (N, groups * C, *size)

    Returns
    -------
    dkernels : (groups, O, C * places)
    """
    out, channels = doutput.shape[1] // groups, images.shape[1] // groups
    plain = type(images) is type(doutput) is np.ndarray
    if out == channels == 1 and plain:
        grid = grid_of(images, windows)
        dkernels = seen(doutput, images, windows, grid)
        if type(grid) is WideGrid and not np.isfinite(dkernels).all():
            # windows that wrap around count 0 times, but 0 times infinity is no 0
            dkernels = seen(doutput, images, windows, Grid(windows))
        return dkernels
    start, dkernels, grid = 0, 0, Grid(windows)
    for block in blocks(images, windows):
        part = doutput[start : start + len(block)]
        start += len(block)
        if slabs.fit(windows, doutput, images):
            dkernels = dkernels + slabs.correlate(part, block, groups, windows)
            continue
        rows = channels * prod(windows.kernel)
        columns = grid.unfold(block).reshape(len(block), groups, rows, grid.length)
        part = grid.widen(part).reshape(len(block), groups, out, grid.length)
        dkernels = dkernels + (part @ columns.swapaxes(-1, -2)).sum(0)
    return dkernels


def seen(doutput, images, windows, grid):
    """Return doutput times what each place of a channel's own kernel sees, summed."""
    start, dkernels = 0, 0
    for block in blocks(images, windows):
        rows = grid.widen(doutput[start : start + len(block)])
        start += len(block)
        sums = [np.vecdot(rows, view).sum(0) for view in grid.views(block)]
        dkernels = dkernels + np.stack(sums, axis=-1)[:, None]
    return dkernels


def spread(kernels, doutput, windows):
    """Return kernels.T @ doutput folded: each window's column added back to its place.

    Parameters
    ----------
    kernels : (groups, O, C * places)
    doutput : (N, groups * O, *windows)

    Returns
    -------
    images : (N, groups * C, *size)
    """
    groups, out, length = kernels.shape
    places = prod(windows.kernel)
    channels, parts = groups * length // places, []
    depthwise = is_depthwise(kernels, windows, doutput)
    if slabs.fit(windows, kernels, doutput) and not depthwise:
        some = blocks(doutput, windows, channels)
        return np.concatenate([slabs.spread(kernels, b, windows) for b in some])
    grid = grid_of(doutput, windows) if depthwise else Grid(windows)
    if type(grid) is WideGrid and not np.isfinite(kernels).all():
        grid = Grid(windows)  # as in `correlate`
    for block in blocks(doutput, windows, channels):
        rows = grid.widen(block)
        if depthwise:
            parts.append(grid.fold(rows * weight for weight in by_place(kernels)))
            continue
        rows = rows.reshape(len(block), groups, out, grid.length)
        columns = kernels.swapaxes(-1, -2) @ rows
        columns = columns.reshape(len(block), channels, places, grid.length)
        parts.append(grid.fold(np.moveaxis(columns, 2, 0)))
    return np.concatenate(parts)


def is_depthwise(kernels, windows, array):
    """Tell whether each channel has one kernel, on arrays of NumPy's own."""
    own = type(kernels) is type(array) is np.ndarray
    return own and kernels.shape[1] == 1 and kernels.shape[2] == prod(windows.kernel)


def by_place(kernels):
    """Return the weight of each channel for each place: (places, C, 1)."""
    return kernels[:, 0].T[..., None]


def weighted(views, weights):
    """Return the sum of what each place sees times its weight."""
    output = views[0] * weights[0]
    for view, weight in zip(views[1:], weights[1:]):
        output += view * weight
    return output


def blocks(images, windows, channels=None):
    """Yield as many images at a time as have columns that stay in the cache."""
    channels = images.shape[1] if channels is None else channels
    columns = channels * prod(windows.kernel) * prod(windows.output)
    if slabs.fit(windows, images):
        columns //= windows.kernel[0]
    number = max(1, CACHED // max(columns, 1))
    for start in range(0, max(len(images), 1), number):
        yield images[start : start + number]
