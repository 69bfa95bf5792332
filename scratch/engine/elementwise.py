"""Functions of one number, element by element, with their derivatives."""

from math import log as ln
from math import pi
from math import sqrt as root

import numpy as np

from . import special
from .autograd import differentiable
from .methods import method
from .promotion import real

LN2, LN10 = ln(2), ln(10)
sqrt_pi = root(pi)


@method
@real
@differentiable
def exp(input):
    """Return e ** input."""
    output = np.exp(input)
    return output, lambda doutput: (doutput * output,)


@method
@real
@differentiable
def exp2(input):
    """Return 2 ** input."""
    output = np.exp2(input)
    return output, lambda doutput: (doutput * output * LN2,)


@method
@real
@differentiable
def expm1(input):
    """Return e ** input - 1, exact near 0."""
    output = np.expm1(input)
    return output, lambda doutput: (doutput * (output + 1),)


@method
@real
@differentiable
def log(input):
    """Return the natural logarithm."""
    return np.log(input), lambda doutput: (doutput / input,)


@method
@real
@differentiable
def log2(input):
    """Return the logarithm to base 2."""
    return np.log2(input), lambda doutput: (doutput / (input * LN2),)


@method
@real
@differentiable
def log10(input):
    """Return the logarithm to base 10."""
    return np.log10(input), lambda doutput: (doutput / (input * LN10),)


@method
@real
@differentiable
def log1p(input):
    """Return the natural logarithm of 1 + input, exact near 0."""
    return np.log1p(input), lambda doutput: (doutput / (input + 1),)


@method
@real
@differentiable
def sqrt(input):
    """Return the square root."""
    output = np.sqrt(input)
    return output, lambda doutput: (doutput / (2 * output),)


@method
@real
@differentiable
def rsqrt(input):
    """Return one over the square root."""
    output = 1 / np.sqrt(input)
    return output, lambda doutput: (-0.5 * doutput * output**3,)


@method
@differentiable
def square(input):
    """Return input ** 2, of a mask in int64."""
    input = input.astype(np.int64) if input.dtype == bool else input
    return input**2, lambda doutput: (doutput * (2 * input),)


@method
@real
@differentiable
def reciprocal(input):
    """Return one over input."""
    output = 1 / input
    return output, lambda doutput: (-doutput * (output * output),)


@method
@real
@differentiable
def sin(input):
    """Return the sine of an angle in radians."""
    return np.sin(input), lambda doutput: (doutput * np.cos(input),)


@method
@real
@differentiable
def cos(input):
    """Return the cosine of an angle in radians."""
    return np.cos(input), lambda doutput: (doutput * -np.sin(input),)


@method
@real
@differentiable
def tan(input):
    """Return the tangent of an angle in radians."""
    output = np.tan(input)
    return output, lambda doutput: (doutput * (1 + output**2),)


@method
@real
@differentiable
def asin(input):
    """Return the angle in radians whose sine is input."""
    return np.arcsin(input), lambda doutput: (doutput / np.sqrt(1 - input * input),)


@method
@real
@differentiable
def acos(input):
    """Return the angle in radians whose cosine is input."""
    return np.arccos(input), lambda doutput: (-doutput / np.sqrt(1 - input * input),)


@method
@real
@differentiable
def atan(input):
    """Return the angle in radians whose tangent is input."""
    return np.arctan(input), lambda doutput: (doutput / (input * input + 1),)


@method
@real
@differentiable
def sinh(input):
    """Return the hyperbolic sine."""
    return np.sinh(input), lambda doutput: (doutput * np.cosh(input),)


@method
@real
@differentiable
def cosh(input):
    """Return the hyperbolic cosine."""
    return np.cosh(input), lambda doutput: (doutput * np.sinh(input),)


@method
@real
@differentiable
def asinh(input):
    """Return the number whose hyperbolic sine is input."""
    return np.arcsinh(input), lambda doutput: (doutput / np.sqrt(input * input + 1),)


@method
@real
@differentiable
def acosh(input):
    """Return the number whose hyperbolic cosine is input."""
    return np.arccosh(input), lambda doutput: (doutput / np.sqrt(input * input - 1),)


@method
@real
@differentiable
def atanh(input):
    """Return the number whose hyperbolic tangent is input."""
    return np.arctanh(input), lambda doutput: (doutput / (1 - input * input),)


@method
@real
@differentiable
def erf(input):
    """Return the error function, 2 / sqrt(pi) times the integral of exp(-t^2)."""
    output = 1 - special.erfc(input)

    def backward(doutput):
        return (doutput * (2 / sqrt_pi) * np.exp(-(input * input)),)

    return np.where(np.abs(input) < 0.1, small_erf(input), output), backward


def small_erf(x):
    """Return the error function near 0, by its series: 1 - erfc would lose digits."""
    term = total = np.ones_like(x)
    for n in range(1, 9):
        term = term * (-(x * x) / n)
        total = total + term / (2 * n + 1)
    return x * total * (2 / sqrt_pi)  # -0 at -0


@method
@real
@differentiable
def erfc(input):
    """Return 1 - erf(input), exact where erf is close to 1."""
    output = special.erfc(input)
    return output, lambda doutput: (
        -doutput * (2 / sqrt_pi) * np.exp(-(input * input)),
    )
