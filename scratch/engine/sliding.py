"""Windows that slide along a dimension, as a view."""

import numpy as np
from numpy.lib.stride_tricks import as_strided

from .autograd import differentiable
from .checks import check_dim
from .methods import method


@method
@differentiable
def unfold(input, dimension, size, step):
    """Return every window of `size` elements along a dimension, `step` apart.

    Parameters
    ----------
    input : (...) tensor
    dimension, size, step : int

    Returns
    -------
    Tensor, where the dimension counts the windows and a last one their elements; on
    the same memory.

    Raises
    ------
    ValueError
        If size does not fit into the dimension, or step is not positive.
    """
    check_dim(dimension, input.ndim)
    dim = dimension % max(input.ndim, 1)
    length = input.shape[dim] if input.ndim else 1
    if not 0 <= size <= length:
        raise ValueError(f"size must be in [0, {length}], got {size}")
    if step < 1:
        raise ValueError(f"step must be positive, got {step}")
    count = (length - size) // step + 1
    lines = input if input.ndim else input.reshape(1)
    stride = lines.strides[dim]
    shape = (*lines.shape[:dim], count, *lines.shape[dim + 1 :], size)
    strides = (*lines.strides[:dim], step * stride, *lines.strides[dim + 1 :], stride)
    if not input.ndim:
        shape, strides = (size,), (stride,)

    def backward(doutput):
        # an element gets the shares of all windows that it lies in
        dlines = np.zeros(lines.shape, doutput.dtype)
        along = np.moveaxis(dlines, dim, -1)
        shares = np.moveaxis(doutput, dim, -2) if input.ndim else doutput[None]
        for place in range(size):
            along[..., place : place + step * count : step] += shares[..., place]
        return dlines.reshape(input.shape), None, None, None

    return as_strided(lines, shape, strides), backward
