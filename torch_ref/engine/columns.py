"""Products with the columns of an image; a column holds a window."""

from math import prod


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
    columns = windows.unfold(images)
    columns = columns.reshape(len(images), groups, rows, prod(windows.output))
    return (kernels @ columns).reshape(len(images), groups * out, *windows.output)


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
    n, out = len(images), doutput.shape[1] // groups
    grid = doutput.reshape(n, groups, out, prod(windows.output))
    columns = windows.unfold(images)
    rows = images.shape[1] // groups * prod(windows.kernel)
    columns = columns.reshape(n, groups, rows, prod(windows.output))
    return (grid @ columns.swapaxes(-1, -2)).sum(0)


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
    groups, out, rows = kernels.shape
    n, places = len(doutput), prod(windows.kernel)
    grid = doutput.reshape(n, groups, out, prod(windows.output))
    columns = kernels.swapaxes(-1, -2) @ grid
    channels = groups * rows // places
    return windows.fold(columns.reshape(n, channels, places, grid.shape[-1]))
