"""Average pooling to a given size."""

from math import prod

import numpy as np

from ...engine.autograd import differentiable
from ...engine.module import Module
from ...engine.pooling import joined
from .geometry import adaptive_cells


def adaptive_avg_pool(input, output_size, dims):
    """Return the means of cells of any number of dimensions."""
    sizes, cells = adaptive_cells(input, output_size, dims)
    axes = tuple(range(-dims, 0))
    means = [input[(..., *cell)].mean(axes) for cell in cells]
    output = joined(means, input, sizes)

    def backward(doutput):
        # output = sum of the cell / its size: the same share for each of its elements
        dinput = np.zeros_like(input)
        dmeans = np.moveaxis(doutput.reshape(*doutput.shape[:-dims], len(cells)), -1, 0)
        for cell, dmean in zip(cells, dmeans):
            size = prod(part.stop - part.start for part in cell)
            dinput[(..., *cell)] += dmean.reshape(*dmean.shape, *[1] * dims) / size
        return dinput, None

    return output, backward


@differentiable
def adaptive_avg_pool1d(input, output_size):
    """Return the means of output_size cells that cover the image.

    Parameters
    ----------
    input : (N, C, L) or (C, L) float
    output_size : int or (int,)

    Raises
    ------
    ValueError
        If sizes do not match.

    Notes
    -----
    Cell i of n holds elements floor(i size / n) to ceil((i + 1) size / n); neighbours
    share one where n does not divide the size.
    """
    return adaptive_avg_pool(input, output_size, dims=1)


@differentiable
def adaptive_avg_pool2d(input, output_size):
    """Return the means of output_size cells that cover the image.

    Parameters
    ----------
    input : (N, C, H, W) or (C, H, W) float
    output_size : int or (int or None, int or None)
        None stands for the input's own size.

    Raises
    ------
    ValueError
        If sizes do not match.

    Notes
    -----
    Cell i of n holds elements floor(i size / n) to ceil((i + 1) size / n); neighbours
    share one where n does not divide the size.
    """
    return adaptive_avg_pool(input, output_size, dims=2)


class AdaptiveAvgPool1d(Module):
    """`adaptive_avg_pool1d` as a module.

    Parameters
    ----------
    output_size : int or (int,)
    """

    def __init__(self, output_size):
        super().__init__()
        self.output_size = output_size

    def forward(self, input):
        """Take the means of the cells."""
        return adaptive_avg_pool1d(input, self.output_size)

    def extra_repr(self):
        """Return the size."""
        return f"output_size={self.output_size}"


class AdaptiveAvgPool2d(Module):
    """`adaptive_avg_pool2d` as a module.

    Parameters
    ----------
    output_size : int or (int or None, int or None)
    """

    def __init__(self, output_size):
        super().__init__()
        self.output_size = output_size

    def forward(self, input):
        """Take the means of the cells."""
        return adaptive_avg_pool2d(input, self.output_size)

    def extra_repr(self):
        """Return the size."""
        return f"output_size={self.output_size}"
