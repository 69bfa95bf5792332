"""Second names that torch has for a function and a method."""

from . import arranging, binary, comparison, elementwise, matrices, rounding, shapes
from .arithmetic import abs, neg, sign
from .autograd import Tensor


def named(name, function):
    """Let Tensor have a function as its method under another name; return it."""
    setattr(Tensor, name, function)
    return function


absolute = named("absolute", abs)
arccos = named("arccos", elementwise.acos)
arcsin = named("arcsin", elementwise.asin)
arctan = named("arctan", elementwise.atan)
clip = named("clip", binary.clamp)
divide = named("divide", binary.div)
fix = named("fix", rounding.trunc)
ger = named("ger", matrices.outer)
greater = named("greater", comparison.gt)
greater_equal = named("greater_equal", comparison.ge)
less = named("less", comparison.lt)
less_equal = named("less_equal", comparison.le)
moveaxis = named("moveaxis", arranging.movedim)
multiply = named("multiply", binary.mul)
negative = named("negative", neg)
not_equal = named("not_equal", comparison.ne)
sgn = named("sgn", sign)
subtract = named("subtract", binary.sub)
swapdims = named("swapdims", shapes.transpose)


def true_divide(input, other):
    """Return input / other."""
    return binary.div(input, other)


def ravel(input):
    """Return the elements in one line."""
    return shapes.reshape(input, (-1,))


def positive(input):
    """Return the tensor itself."""
    if input.array.dtype == bool:
        raise TypeError("+ is not defined for bool tensors")
    return input


for function in (true_divide, ravel, positive):
    named(function.__name__, function)
named("__pos__", positive)


__all__ = [
    *("absolute", "arccos", "arcsin", "arctan", "clip", "divide", "fix", "ger"),
    *("greater", "greater_equal", "less", "less_equal", "moveaxis", "multiply"),
    *("negative", "not_equal", "positive", "ravel", "sgn", "subtract", "swapdims"),
    "true_divide",
]
