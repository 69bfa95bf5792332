"""How arrays lie in memory, and filling them in that order, as torch does."""

from functools import wraps
from inspect import Parameter, signature

import numpy as np

from .formats import check_arranged


def fill(array, generator, draw):
    """Let `draw(flat, generator)` fill `array`, under the generator's lock."""
    with generator.lock:
        if array.flags.c_contiguous:
            draw(array.reshape(-1), generator)
        else:
            flat = np.empty(array.size, array.dtype)
            draw(flat, generator)
            view = array.transpose(memory_order(array))
            view[...] = flat.reshape(view.shape)


def dense_like(array, dtype):
    """Return an empty array without gaps, in the shape and axis order of `array`."""
    if array.flags.c_contiguous:
        return np.empty(array.shape, dtype)
    order = memory_order(array)
    shape = [array.shape[axis] for axis in order]
    return np.empty(shape, dtype).transpose(np.argsort(order))


def memory_order(array):
    """Return the axes of `array` from the outermost in memory to the innermost."""
    return order_of([array.strides], array.shape)


def order_of(operands, shape):
    """Return the axes of a result of operands with these strides, outermost first.

    An insertion sort by stride, as torch's TensorIterator: a stride of 0 compares with
    no other, and of two equal strides that of the shorter axis is the inner one; the
    next operand decides where one does not.
    """
    order = list(range(len(shape)))[::-1]
    for start in range(1, len(shape)):
        moving = start
        for other in range(start - 1, -1, -1):
            turn = compared(operands, shape, order[other], order[moving])
            if turn < 0:
                break
            if turn > 0:
                order[other], order[moving] = order[moving], order[other]
                moving = other
    return order[::-1]


def compared(operands, shape, a, b):
    """Return 1 where axis a belongs outside of b, -1 where inside, else 0."""
    for strides in operands:
        first, second = abs(strides[a]), abs(strides[b])
        if first and second and first != second:
            return 1 if first > second else -1
        if first and second and shape[a] > shape[b]:
            return 1
    return 0


def check_writable(array):
    """Refuse to write to an element that stands in several places of a tensor.

    Raises
    ------
    RuntimeError
        If the array is expanded along a dimension.
    """
    for size, stride in zip(array.shape, array.strides):
        if stride == 0 and size > 1 and array.size:
            raise RuntimeError(
                f"a tensor of shape {array.shape} that was expanded holds one element "
                "in several places; clone() it before writing to it"
            )


def check_overlap(target, source, whole=False):
    """Refuse to write to a part of the memory that is being read.

    As torch, of arrays without gaps only, and not of the same elements in the same
    places unless `whole` says so.

    Raises
    ------
    RuntimeError
    """
    if not (target.size and source.size and dense(target) and dense(source)):
        return
    first, other = extent(target), extent(source)
    if first == other:
        overlap = whole or not alike(target, source)
    else:
        overlap = first[0] < other[1] and other[0] < first[1]
    if overlap:
        raise RuntimeError(
            "what is written and what is read overlap in memory; clone() it before"
        )


def alike(target, source):
    """Whether two arrays have the same strides, but of what NumPy has expanded."""
    return target.ndim == source.ndim and all(
        a == b or 0 in (a, b) for a, b in zip(target.strides, source.strides)
    )


def dense(array):
    """Whether the elements lie in memory without gaps, each in one place."""
    expected = array.itemsize
    for stride, size in sorted(zip(array.strides, array.shape)):
        if size != 1 and stride != expected:
            return False
        expected *= size
    return True


def extent(array):
    """Return where a dense array begins and ends in memory."""
    start = array.__array_interface__["data"][0]
    return start, start + array.nbytes


def fitting(make):
    """Let a function that makes tensors say that one does not fit into memory.

    It also takes what torch takes of how elements lie in memory, and sizes by name.
    """
    kinds = [argument.kind for argument in signature(make).parameters.values()]
    sizes = Parameter.VAR_POSITIONAL in kinds

    @wraps(make)
    def call(*args, **kwargs):
        if kwargs:
            check_arranged(kwargs)
            if sizes and "size" in kwargs and not args:
                args = (kwargs.pop("size"),)
        try:
            return make(*args, **kwargs)
        except (MemoryError, OverflowError) as error:
            raise ValueError(f"{make.__name__}: {error}") from error

    return call
