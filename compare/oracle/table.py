"""The rounding rules, each in one row: its NumPy functions and its aten operations.

`protocol` reads the NumPy names, so that scratch's own bodies run on bounded arrays;
`aten` reads the others, so that the trace of any torch callable does.
"""

from typing import NamedTuple

import numpy as np
import torch

from . import elementary as spreads
from .bounded import Bounded, error_of, size_of, value_of
from .elementary import (
    ELEMENTARY,
    approximate,
    elementary,
    finish,
    flushed,
    from_torch,
)
from .rules import (
    add,
    between,
    divide,
    multiply,
    negative,
    piecewise_constant,
    power,
    subtract,
)
from .sums import matmul


class Rule(NamedTuple):
    """A rule on bounded operands, and who it stands for."""

    rule: object
    numpy: tuple = ()
    aten: str = ""  # names, with blanks between


def logaddexp(a, b):
    """Bound log(exp(a) + exp(b)): its slopes sum to one."""
    worst = np.maximum(error_of(a), error_of(b))
    value = np.logaddexp(value_of(a), value_of(b))
    return finish(value, worst, ELEMENTARY + size_of(a) * 0)


def root(a):
    """Bound the square root."""
    return elementary(np.sqrt, spreads.sqrt_spread, 2.0)(a)


def absolute(a):
    """Bound |a|: exact."""
    return Bounded(np.abs(a.value), a.error.copy())


def copysign(a, b):
    """Bound |a| with b's sign: exact where that is sure."""
    return Bounded(np.copysign(value_of(a), value_of(b)), error_of(a))


def function(numpy_function, spread, aten):
    """Make the row of an elementary function that NumPy has."""
    return Rule(elementary(numpy_function, spread), (numpy_function,), aten)


def torch_function(torch_function, spread, aten):
    """Make the row of an elementary function that torch alone has."""
    return Rule(elementary(from_torch(torch_function), spread), (), aten)


TABLE = (
    Rule(add, (np.add,), "add"),
    Rule(subtract, (np.subtract,), "sub"),
    Rule(multiply, (np.multiply,), "mul"),
    Rule(divide, (np.true_divide,), "div true_divide"),
    Rule(negative, (np.negative,), "neg"),
    Rule(lambda a: a, (np.positive,)),
    Rule(power, (np.power, np.float_power), "pow"),
    Rule(lambda a: multiply(a, a), (np.square,), "square"),
    Rule(lambda a: divide(1, a), (np.reciprocal,), "reciprocal"),
    Rule(lambda a: divide(1, root(a)), (), "rsqrt"),
    Rule(root, (np.sqrt,), "sqrt"),
    Rule(matmul, (np.matmul,), "mm bmm mv dot matmul"),
    Rule(absolute, (np.absolute, np.fabs), "abs"),
    Rule(between(np.maximum), (np.maximum,), "maximum clamp_min"),
    Rule(between(np.minimum), (np.minimum,), "minimum clamp_max"),
    Rule(between(np.fmax), (np.fmax,), "fmax"),
    Rule(between(np.fmin), (np.fmin,), "fmin"),
    Rule(lambda a: between(np.maximum)(a, 0), (), "relu"),
    Rule(piecewise_constant(np.sign), (np.sign,)),
    Rule(piecewise_constant(np.floor), (np.floor,)),
    Rule(piecewise_constant(np.ceil), (np.ceil,)),
    Rule(piecewise_constant(np.rint), (np.rint,)),
    Rule(copysign, (np.copysign,)),
    Rule(logaddexp, (np.logaddexp,), "logaddexp"),
    function(np.exp, spreads.exp_spread, "exp"),
    function(np.expm1, spreads.expm1_spread, "expm1"),
    function(np.exp2, spreads.exp2_spread, "exp2"),
    function(np.log, spreads.log_spread, "log"),
    function(np.log2, spreads.log2_spread, "log2"),
    function(np.log10, spreads.log2_spread, "log10"),
    function(np.log1p, spreads.log1p_spread, "log1p"),
    function(np.tanh, spreads.tanh_spread, "tanh"),
    function(np.sin, spreads.lipschitz, "sin"),
    function(np.cos, spreads.lipschitz, "cos"),
    function(np.tan, spreads.tan_spread, "tan"),
    function(np.arctan, spreads.arctan_spread, "atan"),
    function(np.arcsin, spreads.arcsin_spread, "asin"),
    function(np.arccos, spreads.arcsin_spread, "acos"),
    function(np.sinh, spreads.hyperbolic_spread, "sinh"),
    function(np.cosh, spreads.hyperbolic_spread, "cosh"),
    function(np.arcsinh, spreads.arcsinh_spread, "asinh"),
    function(np.arccosh, spreads.arccosh_spread, "acosh"),
    function(np.arctanh, spreads.arctanh_spread, "atanh"),
    Rule(
        flushed(elementary(from_torch(torch.sigmoid), spreads.sigmoid_spread)),
        (),
        "sigmoid",
    ),
    Rule(
        approximate(elementary(from_torch(torch.erf), spreads.erf_spread)),
        (),
        "erf",
    ),
    torch_function(torch.erfc, spreads.erf_spread, "erfc"),
)
UFUNCS = {ufunc: row.rule for row in TABLE for ufunc in row.numpy}
ATEN = {name: row.rule for row in TABLE for name in row.aten.split()}
