"""Methods that write their result into the tensor itself: `x.exp_()`."""

from . import aliases, functions, further, operators  # noqa: F401
from .autograd import Tensor
from .inplace import check_apart, recording, write

NAMES = (
    *("abs", "neg", "sign", "exp", "log", "sqrt", "rsqrt", "square", "reciprocal"),
    *("sin", "cos", "floor", "ceil", "round", "trunc", "pow", "remainder", "fmod"),
    *("clamp", "clamp_min", "clamp_max", "lerp", "addcmul", "addcdiv", "add", "sub"),
    *("masked_fill", "index_fill", "scatter", "scatter_add", "tril", "triu"),
    *("cumsum", "logical_not", "floor_divide", "acos", "asin", "atan", "tan"),
    *("sinh", "cosh", "exp2", "expm1", "log10", "log1p", "log2", "frac", "cumprod"),
    *("bitwise_and", "bitwise_not", "bitwise_or", "bitwise_xor", "logical_and"),
    *("logical_or", "logical_xor", "eq", "ne", "lt", "le", "gt", "ge"),
    *("absolute", "arccos", "arcsin", "arctan", "clip", "divide", "fix", "multiply"),
    *("negative", "sgn", "subtract", "true_divide", "greater", "greater_equal"),
    *("less", "less_equal", "not_equal", "acosh", "asinh", "atanh", "erf", "erfc"),
    *("index_add", "index_copy", "masked_scatter", "nan_to_num", "addmm", "addmv"),
    *("addr", "baddbmm"),
)


def overwriting(name):
    """Return the method that writes the result of another one into the tensor."""
    function = getattr(Tensor, name)
    operator = getattr(Tensor, f"{name}_", None)  # quicker, but without options

    def method(self, *args, **kwargs):
        if operator is not None and len(args) == 1 and not kwargs:
            return operator(self, *args)
        check_apart(self, *args)
        recording(self, *args, *kwargs.values())  # refuses a leaf
        return write(self, lambda old, *given: function(old, *given, **kwargs), *args)

    method.__name__ = method.__qualname__ = f"{name}_"
    method.__doc__ = f"Write the result of `{name}` into the tensor; return it."
    return method


for name in NAMES:
    setattr(Tensor, f"{name}_", overwriting(name))


def turning(name):
    """Return the method that gives the tensor the shape that a view of it has."""
    function = getattr(Tensor, name)

    def method(self, *args, **kwargs):
        if self.tracked or self.source is not None:
            raise RuntimeError(
                f"{name}_ needs a tensor that is no view and no part of "
                "a recorded calculation"
            )
        self.array = function(self.detach(), *args, **kwargs).array
        return self

    method.__name__ = method.__qualname__ = f"{name}_"
    method.__doc__ = f"Give the tensor the shape of its `{name}`; return it."
    return method


for name in ("squeeze", "unsqueeze", "t", "transpose", "swapaxes", "swapdims"):
    setattr(Tensor, f"{name}_", turning(name))
