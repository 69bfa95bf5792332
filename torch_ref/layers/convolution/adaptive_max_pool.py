"""Max pooling to a given size."""

import torch

from ...engine.arguments import checked
from ...engine.module import Module
from ...engine.pooling import joined, largest_in, taken_from
from .geometry import adaptive_cells


def adaptive_max_pool(input, output_size, return_indices, dims):
    """Return the largest elements of cells of any number of dimensions."""
    sizes, cells = adaptive_cells(input, output_size, dims, channels=True)
    indices = joined([largest_in(input, cell) for cell in cells], input, sizes)
    indices = indices.to(torch.int64)
    output = taken_from(input, indices, dims)
    if return_indices:
        return output, indices
    return output


@checked
def adaptive_max_pool1d(input, output_size, return_indices=False):
    """Return the largest elements of output_size cells that cover the image.

    Parameters
    ----------
    input : (N, C, L) or (C, L) float
    output_size : int or (int,)
    return_indices : bool
        Whether to return (output, indices), the places in the image, rows first.

    Raises
    ------
    ValueError
        If sizes do not match.

    Notes
    -----
    The cells are those of `adaptive_avg_pool1d`. Of equal elements the first gets the
    whole gradient, of NaNs the last.
    """
    return adaptive_max_pool(input, output_size, return_indices, dims=1)


@checked
def adaptive_max_pool2d(input, output_size, return_indices=False):
    """Return the largest elements of output_size cells that cover the image.

    Parameters
    ----------
    input : (N, C, H, W) or (C, H, W) float
    output_size : int or (int or None, int or None)
        None stands for the input's own size.
    return_indices : bool
        Whether to return (output, indices), the places in the image, rows first.

    Raises
    ------
    ValueError
        If sizes do not match.

    Notes
    -----
    The cells are those of `adaptive_avg_pool2d`. Of equal elements the first gets the
    whole gradient, of NaNs the last.
    """
    return adaptive_max_pool(input, output_size, return_indices, dims=2)


class AdaptiveMaxPool1d(Module):
    """`adaptive_max_pool1d` as a module.

    Parameters
    ----------
    output_size : int or (int,)
    return_indices : bool
        Whether to return (output, indices).
    """

    def __init__(self, output_size, return_indices=False):
        super().__init__()
        self.output_size = output_size
        self.return_indices = return_indices

    def forward(self, input):
        """Take the largest element of each cell."""
        return adaptive_max_pool1d(input, self.output_size, self.return_indices)

    def extra_repr(self):
        """Return the size."""
        return f"output_size={self.output_size}"


class AdaptiveMaxPool2d(Module):
    """`adaptive_max_pool2d` as a module.

    Parameters
    ----------
    output_size : int or (int or None, int or None)
    return_indices : bool
        Whether to return (output, indices).
    """

    def __init__(self, output_size, return_indices=False):
        super().__init__()
        self.output_size = output_size
        self.return_indices = return_indices

    def forward(self, input):
        """Take the largest element of each cell."""
        return adaptive_max_pool2d(input, self.output_size, self.return_indices)

    def extra_repr(self):
        """Return the size."""
        return f"output_size={self.output_size}"
