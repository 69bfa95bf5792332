"""Functions that are constant between jumps, and what is left of a division."""

import numpy as np

from .arithmetic import shape_of, share
from .autograd import differentiable
from .checks import check_floating
from .methods import method


@method
@differentiable
def floor(input):
    """Return the largest whole number that is not above input; the gradient is 0."""
    refuse_bool("floor", input)
    return np.floor(input), lambda doutput: (np.zeros_like(doutput),)


@method
@differentiable
def ceil(input):
    """Return the smallest whole number that is not below input; the gradient is 0."""
    refuse_bool("ceil", input)
    return np.ceil(input), lambda doutput: (np.zeros_like(doutput),)


@method
@differentiable
def trunc(input):
    """Return input without what is behind the point; the gradient is 0."""
    refuse_bool("trunc", input)
    return np.trunc(input), lambda doutput: (np.zeros_like(doutput),)


@method
@differentiable
def frac(input):
    """Return what is behind the point, with the sign of input."""
    check_floating("input", input)
    return input - np.trunc(input), lambda doutput: (doutput,)


@method
@differentiable
def round(input, decimals=0):
    """Return the nearest number of so many decimals, the even one of two as near."""
    refuse_bool("round", input)
    output = input * 10**decimals if decimals > 0 else input / 10**-decimals
    output = np.rint(output if decimals else input)
    output = output / 10**decimals if decimals > 0 else output * 10**-decimals
    output = output.astype(input.dtype, copy=False)
    return output, lambda doutput: (np.zeros_like(doutput), None)


@differentiable("input", "other|number")
def floored(input, other):
    """Return the quotient rounded down; the gradient is 0."""
    refuse_zero(input, other)
    shapes = shape_of(input), shape_of(other)
    output = quotient(input, other)

    def backward(doutput):
        zeros = np.zeros_like(doutput)
        return share(zeros, shapes[0]), share(zeros, shapes[1])

    return output, backward


@differentiable("input", "other|number")
def floor_divided(input, other):
    """Return the quotient rounded down, which torch does not differentiate."""
    refuse_zero(input, other)
    output = quotient(input, other)

    def backward(doutput):
        raise RuntimeError(
            "the derivative of floor_divide is not implemented; "
            "div(rounding_mode='floor') has one, which is 0"
        )

    return output, backward


def quotient(input, other):
    """Return the quotient rounded down; by 0 it is infinite or NaN."""
    output = np.floor_divide(input, other).astype(input.dtype, copy=False)
    if input.dtype.kind != "f":
        return output
    plain = input / other
    return np.where(np.isfinite(plain), output, plain)


@differentiable("input", "other|number")
def truncated(input, other):
    """Return the quotient rounded towards 0; the gradient is 0."""
    refuse_zero(input, other)
    shapes = shape_of(input), shape_of(other)
    output = np.trunc(input / other)
    if input.dtype.kind in "iu":  # exact, unlike the quotient as a float
        output = (input - np.fmod(input, other)) // other

    def backward(doutput):
        zeros = np.zeros_like(doutput)
        return share(zeros, shapes[0]), share(zeros, shapes[1])

    return output, backward


@differentiable("input", "other|number")
def remaining(input, other):
    """Return what division rounded down leaves, with the sign of other."""
    refuse_zero(input, other)
    shapes = shape_of(input), shape_of(other)

    def backward(doutput):
        # x mod k = x - k floor(x / k), and floor is flat
        dother = None
        if shapes[1] is not None:
            dother = share(-doutput * np.floor_divide(input, other), shapes[1])
        return share(doutput, shapes[0]), dother

    return np.remainder(input, other), backward


@differentiable("input", "other|number")
def left_over(input, other):
    """Return what division rounded towards 0 leaves, with the sign of input."""
    refuse_zero(input, other)
    shapes = shape_of(input), shape_of(other)

    def backward(doutput):
        dother = None
        if shapes[1] is not None:
            dother = share(-doutput * np.trunc(input / other), shapes[1])
        return share(doutput, shapes[0]), dother

    return np.fmod(input, other), backward


def refuse_bool(name, *arrays):
    """Refuse masks, for which an operation is not defined."""
    if any(getattr(array, "dtype", None) == np.bool_ for array in arrays):
        raise TypeError(f"{name} is not defined for a bool tensor")


def refuse_zero(input, other):
    """Refuse masks, and to divide whole numbers by 0."""
    refuse_bool("division with a rest", input, other)
    if input.dtype.kind in "iu" and np.any(other == 0):
        raise ZeroDivisionError("whole numbers cannot be divided by 0")
