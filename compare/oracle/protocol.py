"""What NumPy calls on a bounded array: ufuncs, functions, methods and operators."""

from functools import partial

import numpy as np

from .bounded import FUNCTIONS, PLAIN, UFUNCS, Bounded, value_of
from .conditions import against_number, where
from .rules import clip, copyto, extreme, like, put_along_axis, select
from .sums import (
    add_at,
    cumsum,
    dot,
    einsum,
    mean,
    outer,
    prod,
    reduceat,
    std,
    total,
    var,
    vdot,
)
from .table import UFUNCS as CALLS

UFUNCS.update({(ufunc, "__call__"): rule for ufunc, rule in CALLS.items()})
UFUNCS.update(
    {
        (np.add, "reduce"): lambda a, axis=0, **k: total(a, axis, **k),
        (np.maximum, "reduce"): lambda a, axis=0, **k: np.max(a, axis, **k),
        (np.minimum, "reduce"): lambda a, axis=0, **k: np.min(a, axis, **k),
        (np.add, "at"): add_at,
        (np.add, "reduceat"): reduceat,
    }
)
UFUNCS.update(
    {
        (ufunc, "__call__"): against_number(ufunc)
        for ufunc in (np.greater, np.greater_equal, np.less, np.less_equal)
    }
)
PLAIN.update(
    {
        np.equal,
        np.not_equal,
        np.isnan,
        np.isinf,
        np.isfinite,
        np.signbit,
        np.logical_and,
        np.logical_or,
        np.logical_not,
    }
)
FUNCTIONS.update(
    {
        np.sum: total,
        np.mean: mean,
        np.var: var,
        np.std: std,
        np.dot: dot,
        np.vdot: vdot,
        np.inner: dot,
        np.outer: outer,
        np.einsum: einsum,
        np.cumsum: cumsum,
        np.prod: prod,
        np.where: where,
        np.clip: clip,
        np.put_along_axis: put_along_axis,
        np.copyto: copyto,
        np.max: extreme(np.max),
        np.min: extreme(np.min),
        np.shape: lambda a: a.shape,
        np.ndim: lambda a: a.ndim,
        np.size: lambda a: a.size,
        np.array_equal: lambda a, b: np.array_equal(value_of(a), value_of(b)),
        np.copy: lambda a, **_: Bounded(a.value.copy(), a.error.copy()),
    }
)
SELECTIONS = (
    "concatenate stack split array_split reshape ravel transpose swapaxes moveaxis",
    "squeeze expand_dims broadcast_to flip roll repeat tile take take_along_axis",
    "diagonal tril triu atleast_1d atleast_2d permute_dims matrix_transpose",
)
QUESTIONS = (
    "argmax argmin argsort argwhere nonzero any all isclose count_nonzero",
    "may_share_memory shares_memory iscomplexobj isrealobj",
)
METHODS = (
    "sum mean var std prod max min argmax argmin argsort any all reshape ravel",
    "transpose swapaxes squeeze repeat take clip cumsum dot copy diagonal nonzero",
)
OPERATORS = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "truediv": np.true_divide,
    "pow": np.power,
    "matmul": np.matmul,
}
COMPARISONS = {
    "lt": np.less,
    "le": np.less_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
    "eq": np.equal,
    "ne": np.not_equal,
}


def names(lines):
    """Return the words of several lines."""
    return " ".join(lines).split()


def question(function, *args, **options):
    """Ask about the values alone."""
    return function(*map(value_of, args), **options)


def method(name):
    """Make the array method that calls NumPy's function of the same name."""
    function = getattr(np, name)

    def call(self, *args, **options):
        if name in ("reshape", "transpose") and args and isinstance(args[0], int):
            args = (args,)
        with np.errstate(all="ignore"):
            return FUNCTIONS[function](self, *args, **options)

    call.__name__ = name
    return call


def forward_operator(ufunc):
    """Make the operator that calls `ufunc` with self on the left."""
    return lambda self, other: ufunc(self, other)


def reflected_operator(ufunc):
    """Make the operator that calls `ufunc` with self on the right."""
    return lambda self, other: ufunc(other, self)


def in_place_operator(ufunc):
    """Make the operator that writes the result of `ufunc` into self."""
    return lambda self, other: ufunc(self, other, out=(self,))


def install():
    """Give `Bounded` its rules, methods and operators."""
    for name in names(SELECTIONS):
        FUNCTIONS[getattr(np, name)] = select(getattr(np, name))
    for name in ("zeros_like", "ones_like", "empty_like", "full_like"):
        FUNCTIONS[getattr(np, name)] = like(getattr(np, name))
    for name in names(QUESTIONS):
        FUNCTIONS[getattr(np, name)] = partial(question, getattr(np, name))
    for name in names(METHODS):
        setattr(Bounded, name, method(name))
    for name, ufunc in OPERATORS.items():
        setattr(Bounded, f"__{name}__", forward_operator(ufunc))
        setattr(Bounded, f"__r{name}__", reflected_operator(ufunc))
        setattr(Bounded, f"__i{name}__", in_place_operator(ufunc))
    for name, ufunc in COMPARISONS.items():
        setattr(Bounded, f"__{name}__", forward_operator(ufunc))
    Bounded.flatten = lambda self: Bounded(self.value.flatten(), self.error.flatten())
    Bounded.__neg__ = lambda self: np.negative(self)
    Bounded.__pos__ = lambda self: self
    Bounded.__abs__ = lambda self: np.absolute(self)


install()
