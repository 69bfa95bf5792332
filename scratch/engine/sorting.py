"""What lies in order: sort, topk, unique values, and counts of values."""

from collections import namedtuple

import numpy as np

from .arguments import check_bool, check_integer
from .autograd import Tensor, checked
from .checks import check_dim
from .methods import method, spelled
from .reductions import pick

Sorted = namedtuple("Sorted", "values indices")


@method
@spelled
@checked
def argsort(input, dim=-1, descending=False, stable=False):
    """Return the positions that put each line along `dim` in order, NaN last."""
    check_dim(dim, input.array.ndim)
    array = np.atleast_1d(input.array)
    if descending:  # equal elements stay in their order, NaN comes first
        order = np.argsort(np.flip(array, dim), dim, kind="stable")
        order = array.shape[dim] - 1 - np.flip(order, dim)
    else:
        order = np.argsort(array, dim, kind="stable")
    return Tensor(order.reshape(input.array.shape))


@method
@spelled
@checked
def sort(input, dim=-1, descending=False, stable=False):
    """Return each line along `dim` in order, and where its elements were."""
    return taken(input, argsort(input, dim, descending, stable).array, dim)


@method
@spelled
@checked
def topk(input, k, dim=-1, largest=True, sorted=True):
    """Return the k largest (or smallest) elements along `dim`, and where they were."""
    check_dim(dim, input.array.ndim)
    check_integer("k", k)
    if input.array.dtype == np.bool_:
        raise TypeError("topk is not defined for a bool tensor")
    size = input.array.shape[dim] if input.array.ndim else 1
    if not 0 <= k <= size:
        raise ValueError(f"k must be in [0, {size}], got {k}")
    order = argsort(input, dim, largest).array
    if input.array.ndim:
        order = np.take(order, range(k), dim)
    return taken(input, order, dim)


def taken(input, order, dim):
    """Return the elements at these positions along `dim`, and the positions."""
    if input.array.ndim == 0:
        return Sorted(input.clone(), Tensor(order))
    return Sorted(pick(input, order, dim, True), Tensor(order))


@method
@spelled
def unique(input, sorted=True, return_inverse=False, return_counts=False, dim=None):
    """Return the different values in order; where each is, and how often it comes."""
    check_bool("return_inverse", return_inverse)
    check_bool("return_counts", return_counts)
    found = np.unique(
        checked_tensor(input),
        return_inverse=True,
        return_counts=True,
        axis=dim,
        equal_nan=False,
    )
    values, inverse, counts = map(Tensor, found)
    if not return_inverse and not return_counts:
        return values
    wanted = (True, return_inverse, return_counts)
    return tuple(t for t, w in zip((values, inverse, counts), wanted) if w)


def checked_tensor(input):
    """Return the array of a tensor."""
    if not isinstance(input, Tensor):
        raise TypeError(f"input must be a Tensor, got {type(input).__name__}")
    return input.array


@method
@checked("input", "weights?")
def bincount(input, weights=None, minlength=0):
    """Return how often each of 0, 1, ... comes, or the sum of its weights."""
    array = input.array
    if array.ndim != 1 or array.dtype.kind not in "iu":
        raise ValueError(f"input must be a line of whole numbers, got {input}")
    if array.size and array.min() < 0:
        raise ValueError(f"input must not be negative, got {array.min()}")
    check_integer("minlength", minlength)
    if minlength < 0:
        raise ValueError(f"minlength must not be negative, got {minlength}")
    given = None if weights is None else weights.array
    counts = np.bincount(array, given, minlength)
    if given is not None and given.dtype == np.float32:
        counts = counts.astype(np.float32)
    return Tensor(counts)


@method
@checked
def histc(input, bins=100, min=0, max=0):
    """Return how many elements lie in each of `bins` equal parts of [min, max].

    Without limits, or with equal ones, those of the elements themselves.
    """
    return Tensor(counted(input, bins, min, max).astype(input.array.dtype))


def counted(input, bins, low, high):
    """Return the counts of a histogram of equal parts."""
    array = input.array
    if array.dtype.kind != "f":
        raise TypeError(f"input must be floating-point, got {array.dtype}")
    check_integer("bins", bins)
    if bins < 1:
        raise ValueError(f"bins must be positive, got {bins}")
    if low == high and array.size:
        low, high = float(array.min()), float(array.max())
    if low == high:
        low, high = low - 1, high + 1
    if not low < high < np.inf or low == -np.inf:
        raise ValueError(f"max must be larger than min, got {low} and {high}")
    inside = array[(array >= low) & (array <= high)]
    place = ((inside - low) * (bins / (high - low))).astype(np.int64)
    return np.bincount(np.minimum(place, bins - 1), minlength=bins)
