"""Tensor arithmetic: elementwise operations and products, with their gradients."""

import numpy as np

from .autograd import differentiable


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


@differentiable
def add(input, other):
    """Return input + other."""
    output = input + other
    shapes = shape_of(input), shape_of(other)

    def backward(doutput):
        return share(doutput, shapes[0]), share(doutput, shapes[1])

    return output, backward


@differentiable
def sub(input, other):
    """Return input - other."""
    output = input - other
    shapes = shape_of(input), shape_of(other)

    def backward(doutput):
        dother = None if shapes[1] is None else share(-doutput, shapes[1])
        return share(doutput, shapes[0]), dother

    return output, backward


@differentiable
def mul(input, other):
    """Return input * other."""
    output = input * other
    shapes = shape_of(input), shape_of(other)

    def backward(doutput):
        dother = None if shapes[1] is None else share(doutput * input, shapes[1])
        return share(doutput * other, shapes[0]), dother

    return output, backward


@differentiable
def div(input, other):
    """Return input / other."""
    output = input / other
    shapes = shape_of(input), shape_of(other)

    def backward(doutput):
        dinput = doutput / other
        dother = None if shapes[1] is None else share(-dinput * output, shapes[1])
        return share(dinput, shapes[0]), dother

    return output, backward


@differentiable
def pow(input, exponent):
    """Return input ** exponent."""
    output = input**exponent
    shapes = shape_of(input), shape_of(exponent)

    def backward(doutput):
        # d(x^k) = k x^(k-1), and 0 where k = 0 even at x = 0
        slope = np.where(exponent == 0, 0, exponent * input ** (exponent - 1))
        dinput = share(doutput * slope.astype(doutput.dtype, copy=False), shapes[0])
        if shapes[1] is None:
            return dinput, None
        # d(x^k)/dk = x^k log x, and 0 where x = 0 (the limit for k > 0)
        slope = np.where((input == 0) & (exponent >= 0), 0, output * np.log(input))
        return dinput, share(doutput * slope, shapes[1])

    return output, backward


@differentiable
def neg(input):
    """Return -input."""
    if input.dtype == bool:
        raise TypeError("neg is not defined for a bool tensor; use logical not")
    return -input, lambda doutput: (-doutput,)


@differentiable
def abs(input):
    """Return the absolute value; its gradient at 0 and at NaN is 0, as torch's."""
    if input.dtype == bool:
        raise TypeError("abs is not defined for a bool tensor")
    output = np.absolute(input)

    def backward(doutput):
        down = np.where(input < 0, -doutput, 0)
        return (np.where(input > 0, doutput, down),)

    return output, backward


@differentiable
def sign(input):
    """Return the sign: 0 at 0 and at NaN, as torch's; the gradient is 0."""
    output = np.nan_to_num(np.sign(input), nan=0.0)
    return output, lambda doutput: (np.zeros_like(doutput),)


@differentiable
def exp(input):
    """Return e ** input."""
    output = np.exp(input)
    return output, lambda doutput: (doutput * output,)


@differentiable
def log(input):
    """Return the natural logarithm."""
    return np.log(input), lambda doutput: (doutput / input,)


@differentiable
def sqrt(input):
    """Return the square root."""
    output = np.sqrt(input)
    return output, lambda doutput: (doutput / (2 * output),)


@differentiable
def clamp(input, min=None, max=None):
    """Limit input to [min, max]; the gradient passes where it is not beyond them."""
    if min is None and max is None:
        raise ValueError("clamp needs min or max, got neither")
    output, inside = input, input == input  # NaN stays NaN, with gradient 0
    if min is not None:
        output, inside = np.maximum(output, min), inside & (input >= min)
    if max is not None:
        output, inside = np.minimum(output, max), inside & (input <= max)
    return output, lambda doutput: (doutput * inside,)


@differentiable
def maximum(input, other):
    """Return the larger of each pair; where equal, each gets half the gradient."""
    return larger(np.maximum(input, other), input, other, input < other, input > other)


@differentiable
def minimum(input, other):
    """Return the smaller of each pair; where equal, each gets half the gradient."""
    return larger(np.minimum(input, other), input, other, input > other, input < other)


def larger(output, input, other, loses, wins):
    """Return `output` and the gradient rule of maximum and minimum."""
    tie = input == other

    def backward(doutput):
        halved = np.where(tie, doutput / 2, doutput)
        dinput = unbroadcast(np.where(loses, 0, halved), input.shape)
        return dinput, unbroadcast(np.where(wins, 0, halved), other.shape)

    return output, backward


@differentiable
def where(condition, input, other):
    """Take input where condition holds, other elsewhere."""
    if condition.dtype != bool:
        raise TypeError(f"condition must be a bool tensor, got {condition.dtype}")
    output = np.where(condition, input, other)
    shapes = shape_of(input), shape_of(other)

    def backward(doutput):
        dinput = share(np.where(condition, doutput, 0), shapes[0])
        return None, dinput, share(np.where(condition, 0, doutput), shapes[1])

    return output, backward


@differentiable
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
        dleft = unbroadcast(doutput @ right.swapaxes(-1, -2), left.shape)
        dright = unbroadcast(left.swapaxes(-1, -2) @ doutput, right.shape)
        return dleft.reshape(input.shape), dright.reshape(other.shape)

    return output, backward


@differentiable
def astype(input, dtype):
    """Convert the elements to `dtype`; the gradient is converted back."""
    before = input.dtype
    return input.astype(dtype), lambda doutput: (doutput.astype(before),)
