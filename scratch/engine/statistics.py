"""What is said of all elements of a tensor, or along its dimensions."""

from collections import namedtuple

import numpy as np

from . import norms, reductions
from .arguments import check_bool
from .autograd import Tensor, checked
from .binary import maximum, minimum
from .methods import method, spelled, without_none
from .promotion import promote
from .reductions import amax, amin, axes

amax, amin = (method(spelled(extreme)) for extreme in (amax, amin))


@method
@spelled
@checked
def sum(input, dim=None, keepdim=False, *, dtype=None):
    """Sum over `dim` (default: all); whole numbers as int64."""
    input = input if dtype is None else promote(input, dtype)
    return reductions.sum(input, dim, keepdim)


@method
@spelled
@checked
def mean(input, dim=None, keepdim=False, *, dtype=None):
    """Average over `dim` (default: all)."""
    input = input if dtype is None else promote(input, dtype)
    return reductions.mean(input, dim, keepdim)


@method
@spelled
@checked
def var(input, dim=None, unbiased=None, keepdim=False, *, correction=None):
    """Variance over `dim`, divided by n - correction (default 1; 0 if not unbiased)."""
    dim, correction = corrected(dim, unbiased, correction)
    return reductions.var(input, dim, correction, keepdim)


@method
@spelled
@checked
def std(input, dim=None, unbiased=None, keepdim=False, *, correction=None):
    """Return the root of the variance over `dim`."""
    dim, correction = corrected(dim, unbiased, correction)
    return reductions.std(input, dim, correction, keepdim)


def corrected(dim, unbiased, correction):
    """Return the dimensions and the correction; a bool in their place is unbiased."""
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    if unbiased is not None:
        check_bool("unbiased", unbiased)
        if correction is not None:
            raise TypeError("unbiased and correction must not be given both")
        correction = int(unbiased)
    return dim, 1 if correction is None else correction


@method
@spelled
@checked(p=object)
def norm(input, p="fro", dim=None, keepdim=False, dtype=None):
    """Return the norm over `dim` (default: all): (sum |x|^p)^(1/p), p = 2 if "fro"."""
    if isinstance(p, str) and p != "fro":
        raise ValueError(f"p must be a number or 'fro', got {p!r}")
    input = input if dtype is None else promote(input, dtype)
    return norms.norm(input, 2.0 if p in ("fro", None) else p, dim, keepdim)


@method
@spelled
@without_none
@checked("input", "dim|number")
def max(input, dim=None, keepdim=False):
    """Return the maximum, or along one `dim` the pair (values, indices).

    With another tensor in the place of `dim`, the larger of each pair.
    """
    if isinstance(dim, Tensor):
        return maximum(input, dim)
    if dim is None:
        return reductions.max_of_all(input)
    return reductions.along(np.argmax, input, dim, keepdim)


@method
@spelled
@without_none
@checked("input", "dim|number")
def min(input, dim=None, keepdim=False):
    """Return the minimum, or along one `dim` the pair (values, indices).

    With another tensor in the place of `dim`, the smaller of each pair.
    """
    if isinstance(dim, Tensor):
        return minimum(input, dim)
    if dim is None:
        return reductions.min_of_all(input)
    return reductions.along(np.argmin, input, dim, keepdim)


Ends = namedtuple("Ends", "min max")


@method
@spelled
@checked("input", dim=int)
def aminmax(input, *, dim=None, keepdim=False):
    """Return the minimum and the maximum over `dim` (default: all)."""
    return Ends(amin(input, dim, keepdim), amax(input, dim, keepdim))


@method
@spelled
@checked
def argmax(input, dim=None, keepdim=False):
    """Return the index of the maximum, the first one on ties."""
    refuse_bool("argmax", input)
    return reductions.position(np.argmax, input, dim, keepdim)


@method
@spelled
@checked
def argmin(input, dim=None, keepdim=False):
    """Return the index of the minimum, the first one on ties."""
    refuse_bool("argmin", input)
    return reductions.position(np.argmin, input, dim, keepdim)


def refuse_bool(name, input):
    """Refuse masks, none of whose elements is larger."""
    if input.array.dtype == np.bool_:
        raise TypeError(f"{name} is not defined for a bool tensor")


@method
@spelled
@checked
def all(input, dim=None, keepdim=False):
    """Return whether every element over `dim` is not 0 (default: of all)."""
    return judged(np.all, input, dim, keepdim)


@method
@spelled
@checked
def any(input, dim=None, keepdim=False):
    """Return whether some element over `dim` is not 0 (default: of all)."""
    return judged(np.any, input, dim, keepdim)


def judged(judge, input, dim, keepdim):
    """Return a judgement over dimensions: bool, of bytes as a byte."""
    array = input.array
    output = judge(array, axis=axes(dim, array.ndim), keepdims=keepdim)
    return Tensor(output.astype(np.uint8) if array.dtype == np.uint8 else output)


@method
@spelled
@checked
def count_nonzero(input, dim=None):
    """Return how many elements over `dim` are not 0 (default: of all)."""
    array = input.array
    return Tensor(np.asarray(np.count_nonzero(array, axes(dim, array.ndim))))


@spelled
@checked
def var_mean(input, dim=None, unbiased=None, keepdim=False, *, correction=None):
    """Return the variance and the mean over `dim` (default: all)."""
    spread = var(input, dim, unbiased, keepdim, correction=correction)
    return spread, mean(input, None if isinstance(dim, bool) else dim, keepdim)


@spelled
@checked
def std_mean(input, dim=None, unbiased=None, keepdim=False, *, correction=None):
    """Return the standard deviation and the mean over `dim` (default: all)."""
    spread = std(input, dim, unbiased, keepdim, correction=correction)
    return spread, mean(input, None if isinstance(dim, bool) else dim, keepdim)
