"""Elements chosen by masks and by positions, and written there."""

import numpy as np

from . import dtypes
from .arithmetic import shape_of, share, unbroadcast
from .autograd import Tensor, checked, differentiable
from .casting import fitted
from .checks import check_dim
from .methods import method
from .promotion import NUMBERS, operands


@checked("condition", "input|number", "other|number")
def where(condition, input=None, other=None):
    """Take input where condition holds, other elsewhere; numbers or tensors.

    With the condition alone, return where it holds: one index tensor a dimension.
    """
    if input is None and other is None:
        return nonzero(condition, as_tuple=True)
    for name, value in (("input", input), ("other", other)):
        if not isinstance(value, (Tensor, *NUMBERS)):
            kind = type(value).__name__
            raise TypeError(f"{name} must be a Tensor or a number, got {kind}")
    if not isinstance(input, Tensor) and not isinstance(other, Tensor):
        input = of_number(input, other)
    given, alternative = input, other
    if isinstance(input, Tensor):
        input, other = operands(input, other)
        other = other if isinstance(other, Tensor) else of_number(alternative, input)
    else:
        other, input = operands(other, input)
        input = of_number(given, other)
    if condition.array.dtype == np.uint8:
        condition = Tensor(condition.array != 0)
    return chosen(condition, input, other)


def of_number(number, other):
    """Return a number as a tensor of the dtype that it has beside another value."""
    if isinstance(other, Tensor):
        return Tensor(np.asarray(fitted("a value", number, other.array.dtype)))
    kinds = {type(value) for value in (number, other)}
    if kinds == {bool}:
        return Tensor(np.asarray(number))
    dtype = dtypes.default if float in kinds else dtypes.int64
    return Tensor(np.asarray(number, dtype))


@differentiable("condition", "input", "other")
def chosen(condition, input, other):
    """Take input where condition holds, other elsewhere."""
    if condition.dtype != bool:
        raise TypeError(f"condition must be a bool tensor, got {condition.dtype}")
    shapes = shape_of(input), shape_of(other)

    def backward(doutput):
        dinput = share(np.where(condition, doutput, 0), shapes[0])
        return None, dinput, share(np.where(condition, 0, doutput), shapes[1])

    return np.where(condition, input, other), backward


@method
@differentiable("input", "mask", "value|number")
def masked_fill(input, mask, value):
    """Return input with `value`, a number or a 0-d tensor, where the mask holds."""
    if mask.dtype != bool:
        raise TypeError(f"mask must be a bool tensor, got {mask.dtype}")
    if shape_of(value) not in (None, ()):
        raise ValueError(f"value must be a number or 0-d, got shape {value.shape}")
    if shape_of(value) is None:
        value = fitted("value", value, input.dtype)
    output = np.where(mask, value, input).astype(input.dtype, copy=False)

    def backward(doutput):
        dinput = unbroadcast(np.where(mask, 0, doutput), input.shape)
        return dinput, None, np.where(mask, doutput, 0).sum()

    return output, backward


@method
@checked("input", "mask")
def masked_select(input, mask):
    """Return the elements where the mask holds, in order."""
    if mask.array.dtype != bool:
        raise TypeError(f"mask must be a bool tensor, got {mask.array.dtype}")
    shape = np.broadcast_shapes(input.array.shape, mask.array.shape)
    return input.expand(shape)[mask.expand(shape)]


@method
@checked
def nonzero(input, *, as_tuple=False):
    """Return the positions of what is not 0: (n, ndim), or one tensor a dimension."""
    places = np.atleast_1d(input.array).nonzero()
    if as_tuple:
        return tuple(map(Tensor, places))
    return Tensor(np.stack(places, 1)[:, : input.array.ndim])


def lines(index, dim, shape, name="input"):
    """Return index arrays of what `index` names along `dim`, line by line."""
    if index.dtype not in (np.int64, np.int32):
        raise TypeError(f"index must be of int64, got {index.dtype}")
    if index.ndim != len(shape):
        raise ValueError(
            f"index must have as many dimensions as {name}, got {index.ndim}"
        )
    check_dim(dim, index.ndim)
    dim %= max(index.ndim, 1)
    for axis, (n, size) in enumerate(zip(index.shape, shape)):
        if axis != dim and n > size:
            raise ValueError(f"index of shape {index.shape} exceeds {name}'s {shape}")
    if index.size and not (index.min() >= 0 and index.max() < shape[dim]):
        wrong = index[(index < 0) | (index >= shape[dim])][0]
        raise IndexError(f"index {wrong} is out of bounds for size {shape[dim]}")
    places = list(np.indices(index.shape, sparse=True))
    places[dim] = index
    return tuple(places)


@method
@differentiable("input", "index")
def gather(input, dim, index):
    """Take from each line along `dim` the elements at `index`."""
    if input.ndim == index.ndim == 0:
        return input.copy(), lambda doutput: (doutput, None, None)
    places = lines(index, dim, input.shape)

    def backward(doutput):
        dinput = np.zeros_like(input)
        np.add.at(dinput, places, doutput)
        return dinput, None, None

    return input[places], backward


@method
@checked("input", "index", "src|number", value=float)
def scatter(input, dim, index, src=None, value=None):
    """Return input with the elements at `index` replaced by those of src, or a number.

    Where an element is named twice, either value may win.
    """
    src = value if src is None else src
    if not isinstance(src, Tensor):
        number = fitted("value", src, input.array.dtype)
        src = Tensor(np.full(index.array.shape, number))
    return scattered(input, dim, index, src)


@differentiable("input", "index", "src")
def scattered(input, dim, index, src):
    """Return input with the elements at `index` replaced by those of src."""
    places, part = lines(index, dim, input.shape), part_of(src, index, input)
    output = input.copy()
    output[places] = src[part]

    def backward(doutput):
        dinput = doutput.copy()
        dinput[places] = 0
        dsrc = np.zeros_like(src)
        dsrc[part] = doutput[places]
        return dinput, None, None, dsrc

    return output, backward


@method
@differentiable("input", "index", "src")
def scatter_add(input, dim, index, src):
    """Return input with the elements of src added at `index`."""
    places, part = lines(index, dim, input.shape), part_of(src, index, input)
    output = input.copy()
    np.add.at(output, places, src[part])

    def backward(doutput):
        dsrc = np.zeros_like(src)
        dsrc[part] = doutput[places]
        return doutput, None, None, dsrc

    return output, backward


def part_of(src, index, input):
    """Return the slices of src that an index of this shape uses."""
    if src.dtype != input.dtype:
        raise TypeError(f"src must be of dtype {input.dtype}, got {src.dtype}")
    if src.ndim != index.ndim or any(n > m for n, m in zip(index.shape, src.shape)):
        raise ValueError(f"index of shape {index.shape} exceeds src's {src.shape}")
    return tuple(slice(n) for n in index.shape)


@method
@checked("input", "index")
def index_select(input, dim, index):
    """Take the slices at `index`, a line of positions, along `dim`."""
    check_dim(dim, input.array.ndim)
    if index.array.ndim > 1 or index.array.dtype not in (np.int64, np.int32):
        raise TypeError(f"index must be a line of int64, got {index}")
    if (index.array < 0).any():
        raise IndexError(f"index must not be negative, got {index.array.min()}")
    places = index.reshape(index.array.size)
    if input.array.ndim == 0:
        return input[None][places].reshape(())
    return input[(*[slice(None)] * (dim % input.array.ndim), places)]


@method
@checked("input", "index", "value|number")
def index_fill(input, dim, index, value):
    """Return input with `value` in the slices at `index` along `dim`."""
    check_dim(dim, input.array.ndim)
    mask = np.zeros(input.array.shape, bool)
    mask[(*[slice(None)] * (dim % input.array.ndim), index.array)] = True
    return masked_fill(input, Tensor(mask), value)
