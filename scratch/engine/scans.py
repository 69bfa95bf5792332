"""Running sums and products along a dimension, and products."""

import numpy as np

from .autograd import differentiable
from .checks import check_dim
from .methods import method, spelled, without_none
from .reductions import axes, keepdims


def widened(input):
    """Return whole numbers as int64, in which they are summed and multiplied."""
    return input.astype(np.int64) if input.dtype.kind in "bui" else input


@method
@spelled
@differentiable
def cumsum(input, dim):
    """Return the sum of each element and all before it along `dim`."""
    check_dim(dim, input.ndim)
    if input.ndim == 0:
        return widened(input).copy(), lambda doutput: (doutput, None)
    output = np.cumsum(widened(input), dim)

    def backward(doutput):
        # y_i = sum_{j <= i} x_j, so dx_j = sum_{i >= j} dy_i
        return np.flip(np.cumsum(np.flip(doutput, dim), dim), dim), None

    return output, backward


@method
@spelled
@differentiable
def cumprod(input, dim):
    """Return the product of each element and all before it along `dim`."""
    check_dim(dim, input.ndim)
    if input.ndim == 0:
        return widened(input).copy(), lambda doutput: (doutput, None)
    output = np.cumprod(widened(input), dim)

    def backward(doutput):
        # y_i = x_0 ... x_i, so dx_j = sum_{i >= j} dy_i y_i / x_j; by products, for 0
        n = input.shape[dim]
        lines, dlines = np.moveaxis(input, dim, 0), np.moveaxis(doutput, dim, 0)
        dinput = np.zeros_like(lines)
        for j in range(n):
            others = lines.copy()
            others[j] = 1
            dinput[j] = (np.cumprod(others, 0) * dlines)[j:].sum(0)
        return np.moveaxis(dinput, 0, dim), None

    return output, backward


@method
@spelled
@without_none
@differentiable
def prod(input, dim=None, keepdim=False):
    """Return the product over `dim` (default: all)."""
    if dim is not None:
        check_dim(dim, input.ndim)
    elif keepdim:
        raise TypeError("keepdim needs a dim, got none")
    dims, shape = axes(dim, input.ndim), input.shape
    output = np.prod(widened(input), axis=dims, keepdims=keepdim)

    def backward(doutput):
        # dx_j = dy times the product of the others: those before and those after
        rest = [i for i in range(input.ndim) if i not in dims]
        lines = input.transpose(*rest, *dims).reshape(*[shape[i] for i in rest], -1)
        ones = np.ones_like(lines[..., :1])
        before = np.cumprod(np.concatenate([ones, lines[..., :-1]], -1), -1)
        after = np.concatenate([lines[..., 1:], ones], -1)
        after = np.flip(np.cumprod(np.flip(after, -1), -1), -1)
        others = (before * after).reshape([shape[i] for i in (*rest, *dims)])
        others = others.transpose(np.argsort([*rest, *dims]))
        return keepdims(doutput, shape, dims) * others, None, None

    return output, backward
