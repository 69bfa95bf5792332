"""Functions of two numbers, element by element, of which both have a gradient."""

from functools import wraps

import numpy as np

from .arithmetic import shape_of, share
from .autograd import checked, differentiable
from .binary import mul
from .methods import method
from .promotion import cast, common_dtype, real_valued


def of_two_reals(integers):
    """Let an operation take two tensors, in torch's common dtype; maybe of integers."""

    def decorate(op):
        recorded = differentiable("input", "other")(op)

        @checked("input", "other")
        @wraps(op)
        def function(input, other):
            dtype = common_dtype(input, other)
            if integers:
                dtype = real_valued(cast(input, dtype)).array.dtype
            elif dtype.kind != "f":
                raise TypeError(f"{op.__name__} is not defined for {dtype}")
            return recorded(cast(input, dtype), cast(other, dtype))

        return method(function)

    return decorate


@of_two_reals(integers=True)
def atan2(input, other):
    """Return the angle of the point (other, input), in (-pi, pi]."""

    def backward(doutput):
        # d atan(y / x) = (x dy - y dx) / (x^2 + y^2)
        square = input**2 + other**2
        scaled = doutput * np.where(square == 0, 0, 1 / square)
        dinput = share(scaled * other, shape_of(input))
        return dinput, share(-scaled * input, shape_of(other))

    return np.arctan2(input, other), backward


@of_two_reals(integers=False)
def logaddexp(input, other):
    """Return log(exp(input) + exp(other)), which does not overflow."""
    output = np.logaddexp(input, other)

    def backward(doutput):
        # the share of each in the sum: exp(input) / (exp(input) + exp(other))
        dinput = share(doutput * np.exp(input - output), shape_of(input))
        return dinput, share(doutput * np.exp(other - output), shape_of(other))

    return output, backward


@of_two_reals(integers=True)
def xlogy(input, other):
    """Return input * log(other), 0 where input is 0 and other a number."""
    nothing = (input == 0) & (other == other)
    output = np.where(nothing, 0, input * np.log(other))

    def backward(doutput):
        dinput = np.where((input == 0) & (other <= 0), 0, doutput * np.log(other))
        dother = doutput * input / other
        return share(dinput, shape_of(input)), share(dother, shape_of(other))

    return output, backward


@method
@checked
def deg2rad(input):
    """Return degrees in radians."""
    return mul(real_valued(input), np.pi / 180)


@method
@checked
def rad2deg(input):
    """Return radians in degrees."""
    return mul(real_valued(input), 180 / np.pi)
