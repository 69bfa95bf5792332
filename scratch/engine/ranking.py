"""Values by their rank, running extremes, and where values belong in an order."""

from collections import namedtuple

import numpy as np

from .arguments import check_bool, check_integer
from .autograd import Tensor, checked, differentiable
from .checks import check_dim
from .choosing import gather
from .methods import method, spelled, without_none
from .sorting import sort, taken

Histogram = namedtuple("Histogram", "hist bin_edges")


@method
@spelled
@checked
def kthvalue(input, k, dim=-1, keepdim=False):
    """Return the k-th smallest element along `dim`, counted from 1, and where it was.

    Raises
    ------
    ValueError
        If k is not in [1, size].
    """
    check_dim(dim, input.array.ndim)
    size = input.array.shape[dim] if input.array.ndim else 1
    if not 1 <= check_integer("k", k) <= size:
        raise ValueError(f"k must be in [1, {size}], got {k}")
    if input.array.ndim == 0:
        return taken(input, np.int64(0), dim)
    order = np.argsort(input.array, dim, kind="stable")
    found = taken(input, np.take(order, [k - 1], dim), dim)
    if keepdim:
        return found
    return type(found)(*(part.squeeze(dim) for part in found))


@method
@spelled
@without_none
@checked
def median(input, dim=None, keepdim=False):
    """Return the median, the lower of two; along one `dim` with where it was.

    That of all shares its gradient among equal elements. NaN is the median of all.
    """
    if dim is not None:
        check_dim(dim, input.array.ndim)
        size = input.array.shape[dim] if input.array.ndim else 1
        return lowest_nan(kthvalue(input, (size + 1) // 2, dim, keepdim), input)
    return middle(input)


def lowest_nan(found, input):
    """Refuse lines with NaN, whose median torch gives another place."""
    if input.array.dtype.kind == "f" and np.isnan(input.array).any():
        raise ValueError("median along a dimension needs elements that are not NaN")
    return found


@differentiable
def middle(input):
    """Return the lower median of all elements."""
    if input.size == 0:
        raise ValueError("median needs at least one element")
    order = np.sort(input, None)
    worst = input.dtype.kind == "f" and np.isnan(order[-1])
    output = np.asarray(order[-1] if worst else order[(input.size - 1) // 2])

    def backward(doutput):
        ties = np.isnan(input) if worst else input == output
        return (np.where(ties, doutput / ties.sum(dtype=doutput.dtype), 0),)

    return output, backward


@method
@spelled
@checked("input", "q|number")
def quantile(input, q, dim=None, keepdim=False):
    """Return what a share q of the elements lies below, between two of them linearly.

    Parameters
    ----------
    input : (...) float, without NaN
    q : float in [0, 1], or a vector of them, which becomes the first dimension
    dim : int, default: all dimensions
    """
    if input.array.dtype.kind != "f" or np.isnan(input.array).any():
        raise ValueError("quantile needs floating-point elements that are not NaN")
    if dim is None:
        flat = quantile(input.reshape(-1), q, 0)
        if not keepdim:
            return flat
        return flat.reshape(*flat.array.shape, *[1] * input.array.ndim)
    check_dim(dim, input.array.ndim)
    share = q.array if isinstance(q, Tensor) else np.asarray(q, input.array.dtype)
    if share.ndim > 1 or not ((share >= 0) & (share <= 1)).all():
        raise ValueError(f"q must be in [0, 1], got {q}")
    if input.array.shape[dim] == 0:
        raise ValueError("quantile needs at least one element")
    lines = sort(input.movedim(dim, -1)).values
    place = share.reshape(-1) * (lines.array.shape[-1] - 1)
    below = np.floor(place)
    rank = below.astype(np.int64)
    next_rank = np.minimum(rank + 1, lines.array.shape[-1] - 1)
    weight = Tensor((place - below).astype(input.array.dtype))
    found = lines[..., Tensor(rank)].lerp(lines[..., Tensor(next_rank)], weight)
    found = found.movedim(-1, 0)
    if keepdim:
        found = found.unsqueeze((dim % input.array.ndim) + 1)
    return found[0] if share.ndim == 0 else found


@method
@checked
def msort(input):
    """Return the elements in order along the first dimension."""
    return sort(input, 0).values


def running(find, name):
    """Return the function of running extremes and of where the last one was."""

    def function(input, dim):
        check_dim(dim, input.array.ndim)
        if input.array.ndim == 0:
            return taken(input, np.int64(0), dim)
        array = np.moveaxis(input.array, dim, 0)
        if array.dtype.kind == "f" and np.isnan(array).any():
            raise ValueError(f"{name} needs elements that are not NaN")
        best = find.accumulate(array, 0)
        rows = np.arange(len(array)).reshape(-1, *[1] * (array.ndim - 1))
        last = np.maximum.accumulate(np.where(array == best, rows, 0), 0)
        index = Tensor(np.ascontiguousarray(np.moveaxis(last, 0, dim)))
        return Extremes(gather(input, dim, index), index)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = (
        f"Return the {name[3:]}imum so far along `dim`, and where it was."
    )
    return method(checked(function))


Extremes = namedtuple("Extremes", "values indices")
cummax, cummin = running(np.maximum, "cummax"), running(np.minimum, "cummin")


@method
def histogram(input, bins=100, *, range=None, weight=None, density=False):
    """Return how many elements lie in each part of a range, and the parts' ends.

    Parameters
    ----------
    input : (...) float
    bins : int, or a line of ends in order
    range : (float, float), default: of the elements
    weight : Tensor of the shape of input, optional
    density : bool
        Whether to divide so that the area is 1.
    """
    for name, tensor in (("input", input), ("weight", weight)):
        if not isinstance(tensor, Tensor) and (tensor is not None or name == "input"):
            raise TypeError(f"{name} must be a Tensor, got {type(tensor).__name__}")
    array, dtype = input.array.reshape(-1), input.array.dtype
    if dtype.kind != "f":
        raise TypeError(f"input must be floating-point, got {dtype}")
    check_bool("density", density)
    if isinstance(bins, Tensor):
        ends = bins.array
    else:
        if check_integer("bins", bins) < 1:
            raise ValueError(f"bins must be positive, got {bins}")
        if range is None:
            low, high = (array.min(), array.max()) if array.size else (0.0, 1.0)
            low, high = (low - 1, high + 1) if low == high else (low, high)
        else:
            low, high = range
        ends = np.linspace(low, high, bins + 1, dtype=dtype)
    given = None if weight is None else weight.array.reshape(-1)
    counts, _ = np.histogram(array, ends, weights=given, density=density)
    return Histogram(Tensor(counts.astype(dtype)), Tensor(np.array(ends)))


@checked("sorted_sequence", "input|number")
def searchsorted(sorted_sequence, input, *, right=False, side=None):
    """Return where values belong in a line that is in order: before equal ones.

    Parameters
    ----------
    sorted_sequence : (n,)
    input : (...), or a number
    right : bool
        Whether behind equal ones; as side = "right".
    """
    if sorted_sequence.array.ndim != 1:
        raise ValueError(
            f"sorted_sequence must be a line, got shape {sorted_sequence.shape}"
        )
    if side not in (None, "left", "right") or (right and side == "left"):
        raise ValueError(f"side must be left or right, got {side!r}")
    values = input.array if isinstance(input, Tensor) else input
    where = "right" if right else side or "left"
    return Tensor(np.searchsorted(sorted_sequence.array, values, where))


@checked("input|number", "boundaries")
def bucketize(input, boundaries, *, right=False):
    """Return between which boundaries values lie."""
    return searchsorted(boundaries, input, right=check_bool("right", right))


@checked("elements|number", "test_elements|number")
def isin(elements, test_elements, *, assume_unique=False, invert=False):
    """Return which elements are among others."""
    given = [x.array if isinstance(x, Tensor) else x for x in (elements, test_elements)]
    return Tensor(np.isin(*given, assume_unique=assume_unique, invert=invert))


@method
@checked
def unique_consecutive(input, return_inverse=False, return_counts=False):
    """Return the elements in a line without those equal to the one before."""
    flat = input.array.reshape(-1)
    first = np.ones(flat.size, bool)
    first[1:] = flat[1:] != flat[:-1]
    inverse = (np.cumsum(first) - 1).reshape(input.array.shape)
    starts = np.flatnonzero(first)
    counts = np.diff(starts, append=flat.size)
    found = [Tensor(flat[first])]
    if return_inverse:
        found.append(Tensor(inverse))
    if return_counts:
        found.append(Tensor(counts))
    return found[0] if len(found) == 1 else tuple(found)
