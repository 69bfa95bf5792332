"""Parts of a tensor, repeated, turned, shifted and taken apart."""

from math import prod

import numpy as np

from .arguments import check_integer
from .autograd import Tensor, checked, differentiable
from .checks import check_dim
from .choosing import index_select
from .methods import method, variadic
from .padding import surrounded
from .reductions import axes
from .shapes import expand, permute, reshape, transpose


@method
@checked
def narrow(input, dim, start, length):
    """Return `length` slices of input along `dim`, from `start` on: a view."""
    check_dim(dim, input.array.ndim)
    size = input.array.shape[dim]
    if not (length >= 0 and -size <= start <= size - length):
        raise ValueError(f"start {start}, length {length} exceed a size of {size}")
    start = start % size if start < 0 else start
    return input[
        (*[slice(None)] * (dim % input.array.ndim), slice(start, start + length))
    ]


@method
@checked
def select(input, dim, index):
    """Return one slice of input along `dim`, without that dimension: a view."""
    check_dim(dim, input.array.ndim)
    return input[
        (*[slice(None)] * (dim % input.array.ndim), check_integer("index", index))
    ]


@method
@checked("tensor")
def split(tensor, split_size_or_sections, dim=0):
    """Return views of a tensor, of one size along `dim` or of the sizes in a list."""
    check_dim(dim, tensor.array.ndim)
    size = tensor.array.shape[dim]
    sizes = split_size_or_sections
    if not isinstance(sizes, (tuple, list)):
        step = check_integer("split_size", sizes)
        if step < 0 or (step == 0 and size):
            raise ValueError(f"split_size must be positive, got {step}")
        sizes = [min(step, size - i) for i in range(0, size, step or 1)] or [0]
    if sum(sizes) != size or min(sizes, default=0) < 0:
        raise ValueError(f"sections must sum to {size}, got {list(sizes)}")
    starts = [sum(sizes[:i]) for i in range(len(sizes))]
    return tuple(narrow(tensor, dim, *part) for part in zip(starts, sizes))


@method
@checked
def chunk(input, chunks, dim=0):
    """Return at most `chunks` views of one size along `dim`, the last perhaps less."""
    check_dim(dim, input.array.ndim)
    if check_integer("chunks", chunks) < 1:
        raise ValueError(f"chunks must be positive, got {chunks}")
    size = input.array.shape[dim]
    if size == 0:
        return tuple(narrow(input, dim, 0, 0) for _ in range(chunks))
    return split(input, -(-size // chunks), dim)


@method
@checked
def unbind(input, dim=0):
    """Return the slices along `dim`, each without that dimension."""
    check_dim(dim, input.array.ndim)
    if input.array.ndim == 0:
        raise ValueError("unbind needs a tensor of at least one dimension")
    return tuple(select(input, dim, i) for i in range(input.array.shape[dim]))


@variadic
@differentiable
def flip(input, dims):
    """Return input with the order along `dims` reversed."""
    dims = axes(dims, input.ndim) if dims != () else ()
    return np.flip(input, dims).copy(), lambda doutput: (np.flip(doutput, dims), None)


@method
@differentiable
def roll(input, shifts, dims=None):
    """Return input shifted along `dims`; what falls off comes in at the other end."""
    shifts = shifts if isinstance(shifts, (tuple, list)) else (shifts,)
    dims = () if dims is None else dims if isinstance(dims, (tuple, list)) else (dims,)
    if len(shifts) != (len(dims) or 1):
        raise ValueError(f"as many shifts as dims are needed, got {shifts}, {dims}")
    shifts = [check_integer("shifts", n) for n in shifts]
    if not input.size:  # nothing to shift, along whatever dimension
        return input.copy(), lambda doutput: (doutput, None, None)
    for dim in dims:
        check_dim(dim, input.ndim)
    back, dims = [-n for n in shifts], tuple(dims) or None
    output = np.roll(input, shifts, dims)
    return output, lambda doutput: (np.roll(doutput, back, dims), None, None)


@variadic
@differentiable
def repeat(input, repeats):
    """Return input side by side, so many times along each dimension."""
    if len(repeats) < input.ndim or min(repeats, default=0) < 0:
        raise ValueError(f"repeats must be {input.ndim} or more counts, got {repeats}")
    shape = (1,) * (len(repeats) - input.ndim) + input.shape

    def backward(doutput):
        # every copy gives its share
        apart = [n for pair in zip(repeats, shape) for n in pair]
        dinput = doutput.reshape(apart).sum(tuple(range(0, len(apart), 2)))
        return dinput.reshape(input.shape), None

    return np.tile(input, repeats), backward


@variadic
def tile(input, dims):
    """Return input side by side; dimensions that are not named stay once."""
    return repeat(input, (1,) * (input.dim() - len(dims)) + tuple(dims))


@method
@checked("input", "repeats|number")
def repeat_interleave(input, repeats, dim=None):
    """Return input with each slice along `dim` repeated (default: each element)."""
    if dim is None:
        input, dim = input.reshape(-1), 0
    check_dim(dim, input.array.ndim)
    counts = (
        repeats.array
        if isinstance(repeats, Tensor)
        else check_integer("repeats", repeats)
    )
    if np.min(counts, initial=0) < 0:
        raise ValueError(f"repeats must not be negative, got {repeats}")
    positions = np.repeat(np.arange(input.array.shape[dim]), counts)
    return index_select(input, dim, Tensor(positions))


@method
@checked
def movedim(input, source, destination):
    """Return input with dimensions moved; the others keep their order."""
    ndim = input.array.ndim
    source, destination = axes(source, ndim), axes(destination, ndim)
    if len(source) != len(destination):
        raise ValueError(
            f"as many sources as destinations, got {source}, {destination}"
        )
    order = [i for i in range(ndim) if i not in source]
    for place, dim in sorted(zip(destination, source)):
        order.insert(place, dim)
    return permute(input, tuple(order))


@method
def swapaxes(input, axis0, axis1):
    """Exchange two dimensions."""
    return transpose(input, axis0, axis1)


@method
@checked("input", "other")
def expand_as(input, other):
    """Repeat dimensions of size 1 up to the shape of another tensor."""
    return expand(input, other.array.shape)


@method
@checked("input", "other")
def view_as(input, other):
    """Return the elements in the shape of another tensor, on the same memory."""
    return input.view(other.array.shape)


@method
@checked("input", "other")
def reshape_as(input, other):
    """Return the elements in the shape of another tensor."""
    return reshape(input, other.array.shape)


@method
@checked
def unflatten(input, dim, sizes):
    """Return input with one dimension split into several."""
    check_dim(dim, input.array.ndim)
    shape, dim = input.array.shape, dim % input.array.ndim
    if -1 not in sizes and prod(sizes) != shape[dim]:
        raise ValueError(f"sizes must multiply to {shape[dim]}, got {tuple(sizes)}")
    return reshape(input, (*shape[:dim], *sizes, *shape[dim + 1 :]))


def meshgrid(*tensors, indexing="ij"):
    """Return the coordinates of a grid, one tensor of its shape for each vector."""
    if len(tensors) == 1 and isinstance(tensors[0], (tuple, list)):
        tensors = tensors[0]
    if indexing not in ("ij", "xy"):
        raise ValueError(f"indexing must be ij or xy, got {indexing!r}")
    shape = tuple(tensor.numel() for tensor in tensors)
    grid = [
        expand(t.reshape([n if i == j else 1 for j in range(len(shape))]), shape)
        for i, (t, n) in enumerate(zip(tensors, shape))
    ]
    if indexing == "xy" and len(grid) > 1:
        grid = [transpose(t, 0, 1) for t in grid]
    return tuple(grid)


@differentiable
def pad(input, pad, mode="constant", value=None):
    """Return input with `value` around it (default 0), or without its rims.

    Parameters
    ----------
    input : (...) any dtype
    pad : sequence of ints
        How many to add before and after the last dimension, then the one before it;
        a negative number takes away.
    mode : "constant", "reflect", "replicate" or "circular"
        The others than "constant" take the border from the input: mirrored without
        its edge, its edge repeated, or its other end.
    value : number, optional
        For "constant" alone.
    """
    if mode != "constant":
        if value is not None and value != 0:
            raise ValueError(f"value must be None in mode {mode}, got {value}")
        return surrounded(input, pad, mode)
    if len(pad) % 2 or len(pad) > 2 * input.ndim:
        raise ValueError(f"pad must be pairs, one for a dimension, got {tuple(pad)}")
    pairs = [(0, 0)] * (input.ndim - len(pad) // 2)
    pairs += list(zip(pad[::2], pad[1::2]))[::-1]
    cut = tuple(
        slice(max(-a, 0), n - max(-b, 0)) for (a, b), n in zip(pairs, input.shape)
    )
    if any(part.stop < part.start for part in cut):
        raise ValueError(f"pad takes away more than there is, got {tuple(pad)}")
    added = [(max(a, 0), max(b, 0)) for a, b in pairs]
    output = np.pad(input[cut], added, constant_values=0 if value is None else value)

    def backward(doutput):
        dinput = np.zeros_like(input)
        inner = tuple(slice(a, n - b) for (a, b), n in zip(added, doutput.shape))
        dinput[cut] = doutput[inner]
        return dinput, None, None, None

    return output, backward


@checked("tensor")
def one_hot(tensor, num_classes=-1):
    """Return a row of zeros with a 1 at the class, for each class of a tensor."""
    classes = tensor.array
    if classes.dtype != np.int64:
        raise TypeError(f"one_hot needs a tensor of int64, got {classes.dtype}")
    if classes.size == 0 and num_classes < 1:
        raise ValueError("num_classes must be given for a tensor without elements")
    count = int(classes.max()) + 1 if num_classes == -1 else num_classes
    if count < 1 or (
        classes.size and not (classes.min() >= 0 and classes.max() < count)
    ):
        raise ValueError(f"classes must be in [0, {count - 1}], got {tensor}")
    return Tensor((classes[..., None] == np.arange(count)).astype(np.int64))
