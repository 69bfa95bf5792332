"""The norms of vectors: (sum |x|^p)^(1/p), and their gradients."""

import numpy as np

from .arithmetic import signs
from .autograd import differentiable
from .reductions import axes, keepdims


@differentiable
def norm(input, p=2.0, dim=None, keepdim=False):
    """Return (sum |input|^p)^(1/p) over `dim` (default: all).

    At p = infinity the largest size, at -infinity the smallest, at 0 the number of
    elements that are not 0.

    Raises
    ------
    ValueError
        If input is not floating-point.
    """
    if input.dtype.kind not in "fc":
        raise ValueError(f"norm needs a floating-point tensor, got {input.dtype}")
    dims, shape = axes(dim, input.ndim), input.shape
    size = np.absolute(input)
    output = measure(size, p, dims)

    def backward(doutput):
        doutput = keepdims(doutput, shape, dims)
        if p == 0:
            return np.zeros_like(input), None, None, None
        if p == 1:
            return doutput * signs(input), None, None, None
        if p == 2:  # x / |x|, and 0 where all are 0
            unit = np.where(output == 0, 0, input / output)
            return doutput * unit, None, None, None
        if np.isinf(p):  # ties share it
            ties = (size == output) | ((size != size) & (output != output))
            share = doutput / ties.sum(dims, keepdims=True, dtype=doutput.dtype)
            return signs(input) * (share * ties), None, None, None
        # d|x| = sign(x) |x|^(p-1) / norm^(p-1), and 0 where all are 0
        slope = signs(input) * np.where((size == 0) & (p < 1), 0, size ** (p - 1))
        scale = np.where((output == 0) & (p >= 1), 0, doutput / output ** (p - 1))
        return slope * scale, None, None, None

    return (output if keepdim else output.squeeze(dims)), backward


def measure(size, p, dims):
    """Return the norm of absolute values, the reduced dimensions kept."""
    if p == 0:
        return (size != 0).sum(dims, keepdims=True).astype(size.dtype)
    if p == np.inf:
        return np.max(size, dims, keepdims=True)
    if p == -np.inf:
        return np.min(size, dims, keepdims=True)
    if p == 1:
        return size.sum(dims, keepdims=True)
    if p == 2:
        return np.sqrt((size**2).sum(dims, keepdims=True))
    return (size**p).sum(dims, keepdims=True) ** (1 / p)
