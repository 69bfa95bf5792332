"""Reductions of a tensor over its dimensions: sum, mean, var, amax, amin, max, min."""

from collections import namedtuple

import numpy as np

from .autograd import Tensor, differentiable


def axes(dim, ndim):
    """Return `dim` (None, an integer or several) as non-negative axes.

    Raises
    ------
    IndexError
        If an axis is outside [-ndim, ndim).
    ValueError
        If an axis is named twice.
    """
    if type(dim) is int and -ndim <= dim < ndim:
        return (dim % ndim,)
    if dim is None or (isinstance(dim, (tuple, list)) and not dim):
        return tuple(range(ndim))
    dims = (dim,) if not isinstance(dim, (tuple, list)) else tuple(dim)
    for axis in dims:
        if isinstance(axis, bool) or not isinstance(axis, int):
            raise TypeError(f"dim must be an integer, got {axis!r}")
        limit = max(ndim, 1)
        if not -limit <= axis < limit:
            raise IndexError(f"dim must be in [{-limit}, {limit - 1}], got {axis}")
    result = tuple(axis % max(ndim, 1) for axis in dims)
    if len(set(result)) < len(result):
        raise ValueError(f"dim names a dimension twice: {dim}")
    return result if ndim else ()


def keepdims(reduced, shape, dims):
    """Return `reduced` with the reduced dimensions back, of size 1."""
    return reduced.reshape([1 if i in dims else n for i, n in enumerate(shape)])


@differentiable
def sum(input, dim=None, keepdim=False):
    """Sum over `dim` (default: all); integers and bools are summed as int64."""
    dims, shape = axes(dim, input.ndim), input.shape
    if input.dtype.kind in "bu":
        input = input.astype(np.int64)
    output = input.sum(dims, keepdims=keepdim)

    def backward(doutput):
        return (np.broadcast_to(keepdims(doutput, shape, dims), shape),)

    return output, backward


@differentiable
def mean(input, dim=None, keepdim=False):
    """Average over `dim` (default: all).

    Raises
    ------
    ValueError
        If input is not floating-point.
    """
    if input.dtype.kind not in "fc":
        raise ValueError(f"mean needs a floating-point tensor, got {input.dtype}")
    dims, shape = axes(dim, input.ndim), input.shape
    n = np.prod([shape[i] for i in dims], dtype=int).item()
    total = input.sum(dims, keepdims=keepdim)
    output = total / n if n else total * np.nan

    def backward(doutput):
        return (np.broadcast_to(keepdims(doutput / n, shape, dims), shape),)

    return output, backward


@differentiable("input", correction=float)
def var(input, dim=None, correction=1, keepdim=False):
    """Variance over `dim` (default: all), divided by n - correction."""
    dims, shape = axes(dim, input.ndim), input.shape
    output, centred, freedom = variance(input, dims, correction, keepdim)

    def backward(doutput):
        # the mean's own share vanishes: the centred values sum to 0
        slope = spread_slope(input, centred, freedom, dim)
        return (keepdims(doutput, shape, dims) * slope,)

    return output, backward


@differentiable("input", correction=float)
def std(input, dim=None, correction=1, keepdim=False):
    """Return the root of the variance over `dim`; where it is 0, so is the gradient."""
    dims, shape = axes(dim, input.ndim), input.shape
    output, centred, freedom = variance(input, dims, correction, keepdim)
    output = np.sqrt(output)

    def backward(doutput):
        # d sqrt(v) = dv / (2 sqrt(v))
        dvar = np.where(output == 0, 0, doutput / (2 * output))
        slope = spread_slope(input, centred, freedom, dim)
        return (keepdims(dvar, shape, dims) * slope,)

    return output, backward


def spread_slope(input, centred, freedom, dim):
    """Return d var / d input; of too few elements, infinite as torch has it."""
    if freedom <= 0 and (dim is None or input.ndim == 0):
        alike = input == input.sum() / input.size
        return np.where(alike, np.nan, np.inf).astype(input.dtype)
    return (2 / freedom if freedom else np.inf) * centred


def variance(input, dims, correction, keepdim):
    """Return the variance, the values less their mean, and the degrees of freedom."""
    if input.dtype.kind not in "fc":
        raise ValueError(f"var needs a floating-point tensor, got {input.dtype}")
    n = np.prod([input.shape[i] for i in dims], dtype=int).item()
    centred = input - input.sum(dims, keepdims=True) / n
    drift = centred.sum(dims, keepdims=True) / n  # what rounding left
    centred = centred - np.where(abs(drift) < np.inf, drift, 0)
    freedom = n - correction
    return (centred**2).sum(dims, keepdims=keepdim) / max(freedom, 0), centred, freedom


@differentiable
def amax(input, dim=None, keepdim=False):
    """Maximum over `dim`; maxima that tie share the gradient equally."""
    return extreme(np.max, input, axes(dim, input.ndim), keepdim)


@differentiable
def amin(input, dim=None, keepdim=False):
    """Minimum over `dim`; minima that tie share the gradient equally."""
    return extreme(np.min, input, axes(dim, input.ndim), keepdim)


@differentiable
def max_of_all(input):
    """Return the largest element; NaN is larger than all and gets the gradient."""
    return extreme(np.max, input, axes(None, input.ndim), False, of_all=True)


@differentiable
def min_of_all(input):
    """Return the smallest element; NaN is smaller than all and gets the gradient."""
    return extreme(np.min, input, axes(None, input.ndim), False, of_all=True)


def extreme(reduce, input, dims, keepdim, of_all=False):
    """Return the extreme value over `dims` and its gradient rule.

    Of all elements, torch's max() and min() choose where the gradient goes, to the NaNs
    if there are some; amax and amin multiply by the choice: 0 times infinity is NaN.
    """
    if any(input.shape[i] == 0 for i in dims):
        raise ValueError(f"the extreme of no element is not defined: {input.shape}")
    output = reduce(input, axis=dims, keepdims=keepdim)

    def backward(doutput):
        best = keepdims(output, input.shape, dims)
        ties = input == best
        if of_all:
            ties = ties | ((input != input) & (best != best))
        count = ties.sum(dims, keepdims=True, dtype=doutput.dtype)
        share = keepdims(doutput, input.shape, dims) / count
        return (np.where(ties, share, 0) if of_all else ties * share,)

    return output, backward


@differentiable
def pick(input, indices, dim, keepdim):
    """Take from each line along `dim` the element at `indices`."""
    output = np.take_along_axis(input, indices, dim)

    def backward(doutput):
        dinput = np.zeros_like(input)
        np.put_along_axis(dinput, indices, doutput.reshape(indices.shape), dim)
        return dinput, None, None, None

    return (output if keepdim else output.squeeze(dim)), backward


Extreme = namedtuple("Extreme", "values indices")


def position(find, tensor, dim, keepdim):
    """Return the index that `find` (argmax, argmin) gives, over all or along `dim`."""
    array = tensor.array
    if dim is not None:
        axes(dim, array.ndim)
    if array.ndim == 0:
        return Tensor(np.int64(0))
    if (array.size if dim is None else array.shape[dim]) == 0:
        raise ValueError(f"the extreme of no element is not defined: {array.shape}")
    return Tensor(find(array, axis=dim, keepdims=keepdim))


def along(find, tensor, dim, keepdim):
    """Return (values, indices) of the extreme that `find` gives along `dim`."""
    if tensor.array.ndim == 0:
        axes(dim, 0)
        return along(find, tensor.reshape(1), 0, False)
    indices = position(find, tensor, dim, True)
    values = pick(tensor, indices.array, dim, keepdim)
    if not keepdim:
        indices = Tensor(indices.array.squeeze(dim))
    return Extreme(values, indices)
