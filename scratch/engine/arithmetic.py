"""Tensor arithmetic: elementwise operations and products, with their gradients."""

from math import prod

import numpy as np

from .autograd import differentiable
from .casting import cut
from .memory import memory_order
from .methods import method


def unbroadcast(doutput, shape):
    """Sum `doutput` over the axes along which `shape` was broadcast.

    The gradient of broadcasting: every copy of an element adds its share.
    """
    if doutput.shape == shape:
        return doutput
    added = doutput.ndim - len(shape)
    stretched = tuple(
        added + i
        for i, size in enumerate(shape)
        if size == 1 != doutput.shape[added + i]
    )
    return doutput.sum((*range(added), *stretched), keepdims=True).reshape(shape)


def shape_of(operand):
    """Return the shape of an array, None for a number (which gets no gradient)."""
    return getattr(operand, "shape", None)


def share(doutput, shape):
    """Return what `doutput` gives an operand of this shape (None: a number)."""
    return None if shape is None else unbroadcast(doutput, shape)


@differentiable("input", "other|number")
def add(input, other):
    """Return input + other."""
    output = input + other
    shapes = shape_of(input), shape_of(other)

    def backward(doutput):
        return share(doutput, shapes[0]), share(doutput, shapes[1])

    return output, backward


@differentiable("input", "other|number")
def sub(input, other):
    """Return input - other."""
    output = input - other
    shapes = shape_of(input), shape_of(other)

    def backward(doutput):
        dother = None if shapes[1] is None else share(-doutput, shapes[1])
        return share(doutput, shapes[0]), dother

    return output, backward


@differentiable("input", "other|number")
def mul(input, other):
    """Return input * other."""
    output = input * other
    shapes = shape_of(input), shape_of(other)

    def backward(doutput):
        dother = None if shapes[1] is None else share(doutput * input, shapes[1])
        return share(doutput * other, shapes[0]), dother

    return output, backward


@differentiable("input", "other|number")
def div(input, other):
    """Return input / other."""
    output = input / other
    shapes = shape_of(input), shape_of(other)

    def backward(doutput):
        # of the input, not of the output, which may be overwritten
        dother = None
        if shapes[1] is not None:
            dother = share(-doutput * (input / other / other), shapes[1])
        return share(doutput / other, shapes[0]), dother

    return output, backward


@differentiable("input", "exponent|number")
def pow(input, exponent):
    """Return input ** exponent."""
    output = power(input, exponent)
    shapes = shape_of(input), shape_of(exponent)

    def backward(doutput):
        # d(x^k) = k x^(k-1), and 0 where k = 0 even at x = 0
        slope = exponent * power(input, exponent - 1)
        dinput = np.where(exponent == 0, 0, doutput * slope)
        dinput = share(dinput.astype(doutput.dtype, copy=False), shapes[0])
        if shapes[1] is None:
            return dinput, None
        # d(x^k)/dk = x^k log x, and 0 where x = 0 (the limit for k > 0)
        slope = np.where((input == 0) & (exponent >= 0), 0, output * np.log(input))
        return dinput, share(doutput * slope, shapes[1])

    return output, backward


def power(base, exponent):
    """Return base ** exponent; at -1/2 one over the root, of -0.0 too."""
    if shape_of(exponent) is None and exponent == -0.5:
        return 1 / np.sqrt(base)
    if shape_of(exponent) is None:
        return base**exponent
    if base.dtype.kind in "iu":
        return whole_power(base, exponent)
    if (exponent == 0.5).any():  # NumPy takes a root where it is repeated
        exponent = np.array(
            np.broadcast_to(exponent, np.broadcast(base, exponent).shape)
        )
    return base**exponent


def whole_power(base, exponent):
    """Return a power of whole numbers, rounded towards 0; so is one of 0 below 0."""
    odd = exponent & 1
    below = np.where(base == 1, 1, np.where(base == -1, 1 - 2 * odd, 0))
    output = base ** np.maximum(exponent, 0)
    return np.where(exponent < 0, below, output).astype(output.dtype)


@method
@differentiable
def neg(input):
    """Return -input."""
    if input.dtype == bool:
        raise TypeError("neg is not defined for a bool tensor; use logical not")
    return -input, lambda doutput: (-doutput,)


@method
@differentiable
def abs(input):
    """Return the absolute value; its slope at 0 and at NaN is 0, as torch's."""
    if input.dtype == bool:
        raise TypeError("abs is not defined for a bool tensor")
    return np.absolute(input), lambda doutput: (doutput * signs(input),)


@method
@differentiable
def sign(input):
    """Return the sign: 0 at 0 and at NaN, as torch's; the gradient is 0."""
    return signs(input), lambda doutput: (np.zeros_like(doutput),)


def signs(array):
    """Return -1, 0 or 1 in the dtype of `array`; 0 for NaN."""
    if array.dtype == bool:
        return np.copy(array)
    sign = np.sign(array)
    return np.where(sign == sign, sign, 0)


@differentiable("input", "min|number", "max|number")
def clamp(input, min=None, max=None):
    """Limit input to [min, max]; the gradient passes where it is not beyond them."""
    if min is None and max is None:
        raise ValueError("clamp needs min or max, got neither")
    low, high = (-np.inf if min is None else min), (np.inf if max is None else max)
    inside = (input >= low) & (input <= high)  # NaN stays NaN, with gradient 0
    output = input
    if min is not None:
        output = np.where((output < min) | (min != min), min, output)
    if max is not None:
        output = np.where((output > max) | (max != max), max, output)
    output = output.astype(input.dtype, copy=output is input)
    shapes = shape_of(input), shape_of(min), shape_of(max)

    def backward(doutput):
        dinput = share(np.where(inside, doutput, 0), shapes[0])
        dmin = share(np.where((input < low) & (low < high), doutput, 0), shapes[1])
        dmax = share(np.where((input > high) | (high < low), doutput, 0), shapes[2])
        return dinput, dmin, dmax

    return output, backward


@differentiable("input", "other")
def maximum(input, other):
    """Return the larger of each pair; where equal, each gets half the gradient."""
    return larger(np.maximum(other, input), input, other, input < other, input > other)


@differentiable("input", "other")
def minimum(input, other):
    """Return the smaller of each pair; where equal, each gets half the gradient."""
    return larger(np.minimum(other, input), input, other, input > other, input < other)


def larger(output, input, other, loses, wins):
    """Return `output`, the input itself on ties, and the gradient of both."""
    tie = input == other

    def backward(doutput):
        halved = np.where(tie, doutput / 2, doutput)
        dinput = unbroadcast(np.where(loses, 0, halved), input.shape)
        return dinput, unbroadcast(np.where(wins, 0, halved), other.shape)

    return output, backward


@differentiable("input", "end", "weight|number")
def lerp(input, end, weight):
    """Return input + weight * (end - input), exact at both ends."""
    near = np.absolute(weight) < 0.5
    span = end - input
    output = np.where(near, input + weight * span, end - span * (1 - weight))
    shapes = shape_of(input), shape_of(end), shape_of(weight)

    def backward(doutput):
        dinput = share(doutput * (1 - weight), shapes[0])
        dweight = None if shapes[2] is None else share(doutput * span, shapes[2])
        return dinput, share(doutput * weight, shapes[1]), dweight

    return output.astype(input.dtype, copy=False), backward


@differentiable("input", "other")
def matmul(input, other):
    """Matrix product, as `@`: vectors, matrices and batches of matrices.

    Raises
    ------
    ValueError
        If an operand is 0-d or the inner sizes differ.
    """
    if input.ndim == 0 or other.ndim == 0:
        raise ValueError("matmul needs operands of at least one dimension, got 0-d")
    if input.shape[-1] != other.shape[-min(other.ndim, 2)]:
        raise ValueError(f"matmul: inner sizes differ, {input.shape} @ {other.shape}")
    output = input @ other

    def backward(doutput):
        # as matrices: a vector on the left is one row, on the right one column
        row, column = input.ndim == 1, other.ndim == 1
        left = input[None, :] if row else input
        right = other[:, None] if column else other
        if column:
            doutput = doutput[..., None]
        if row:
            doutput = doutput[..., None, :]
        dleft = unbroadcast(product(doutput, right.swapaxes(-1, -2)), left.shape)
        if right.ndim == 2:  # one matrix for every batch: rows of all batches
            left, doutput = as_rows(left), as_rows(doutput)
        dright = unbroadcast(product(left.swapaxes(-1, -2), doutput), right.shape)
        return dleft.reshape(input.shape), dright.reshape(other.shape)

    return output, backward


def as_rows(array):
    """Return a batch of matrices as one matrix."""
    return array.reshape(prod(array.shape[:-1]), array.shape[-1])


def product(a, b):
    """Return a @ b; of a column and a row their outer product, -0 where that is."""
    return a * b if a.shape[-1] == 1 else a @ b


@differentiable
def astype(input, dtype):
    """Convert the elements to `dtype`; the gradient is converted back."""
    before = input.dtype
    return converted(input, dtype), lambda doutput: (doutput.astype(before),)


def converted(array, dtype):
    """Return an array in another dtype, without gaps, its axes in the same order."""
    array = cut(array, dtype)
    if array.flags.c_contiguous:
        return array.astype(dtype)
    order = memory_order(array)
    dense = array.transpose(order).astype(dtype, order="C")
    return dense.transpose(np.argsort(order))
