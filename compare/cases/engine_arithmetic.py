"""Cases of the tensors' own operators, reductions and products."""

import numpy as np
import torch

from .case import FunctionCase, always


def one(draw):
    """Draw a tensor of any shape."""
    return {"input": draw.array(*draw.shape())}


def above_zero(draw):
    """Draw a tensor of positive numbers."""
    return {"input": draw.positive(*draw.shape())}


def two(draw):
    """Draw two tensors whose shapes broadcast."""
    n, d = draw.size(), draw.size()
    shapes = ((n, d), (d,), (n, 1), (1, d), (), (1, 1))
    return {
        "input": draw.array(*draw.choice(shapes)),
        "other": draw.array(*draw.choice(shapes)),
    }


def two_or_number(draw):
    """Draw two tensors, or one and a number."""
    drawn = two(draw)
    if draw.integer(0, 2) == 2:
        drawn["other"] = draw.choice((0.5, 2, -1.5, -3, 0, 0.0))
    return drawn


def away_from_zero(draw):
    """Draw two tensors whose shapes broadcast, the second positive."""
    n, d = draw.size(), draw.size()
    other = draw.positive(*draw.choice(((n, d), (d,), (n, 1), ())))
    return {"input": draw.array(n, d), "other": other}


def powers(draw):
    """Draw a base and an exponent that is a number."""
    exponent = draw.choice((2, 3, 1, 0, -1, 0.5, -2.5))
    base = draw.array if isinstance(exponent, int) and exponent >= 0 else draw.positive
    return {"input": base(*draw.shape()), "exponent": exponent}


def tensor_powers(draw):
    """Draw a positive base and an exponent that is a tensor."""
    n, d = draw.size(), draw.size()
    exponent = draw.between(-2, 3, *draw.choice(((n, d), (d,), ())))
    return {"input": draw.inside(0.25, 2, n, d), "exponent": exponent}


def with_dim(draw, empty=True):
    """Draw a tensor, one of its dimensions or several or all, and keepdim."""
    shape = (
        draw.shape() if empty else tuple(draw.size() for _ in range(draw.size(0, 3)))
    )
    ndim = len(shape)
    dims = [None, *range(-ndim, ndim)] + ([(0, -1)] if ndim > 1 else [])
    return {
        "input": draw.array(*shape),
        "dim": draw.choice(dims),
        "keepdim": draw.boolean(),
    }


def nonempty_with_dim(draw):
    """Draw as `with_dim`, without empty tensors."""
    return with_dim(draw, empty=False)


def variance(draw):
    """Draw a tensor, dimensions and a correction that leaves something to divide by."""
    n, d = draw.size(2, 5), draw.size(2, 5)
    return {
        "input": draw.array(n, d),
        "dim": draw.choice((None, 0, -1, (0, 1))),
        "correction": draw.choice((1, 0, *range(2, min(n, d)))),
        "keepdim": draw.boolean(),
    }


def products(draw):
    """Draw two operands of a matrix product: vectors, matrices, batches."""
    n, d, k, b = draw.size(), draw.size(), draw.size(), draw.size()
    left = draw.choice(((n, d), (d,), (b, n, d), (1, n, d)))
    right = draw.choice(((d, k), (d,), (b, d, k), (2, 1, d, k)))
    return {"input": draw.array(*left), "other": draw.array(*right)}


def limits(draw):
    """Draw a tensor and one or both limits."""
    low, high = draw.choice(((-1.0, 1.0), (None, 0.5), (0.0, None), (1.0, -1.0)))
    return {"input": draw.array(*draw.shape()), "min": low, "max": high}


def choices(draw):
    """Draw a mask and two tensors."""
    n, d = draw.size(), draw.size()
    shapes = ((n, d), (d,), (n, 1), ())
    return {
        "condition": draw.booleans(*draw.choice(shapes[:3])),
        "input": draw.array(*draw.choice(shapes)),
        "other": draw.array(*draw.choice(shapes)),
    }


def float_of(*shape, dtype=np.float32):
    """Make an array for a call that is refused."""
    return np.ones(shape, dtype)


def operator(name, operate, arguments=two_or_number, refused=None, **options):
    """Return the case of an operator of two tensors."""
    return FunctionCase(
        name=name,
        arguments=arguments,
        call=lambda dl, input, other: operate(input, other),
        gradients=("input", "other"),
        covers=(name,),
        refused={
            "sizes that do not broadcast": lambda: {
                "input": float_of(2, 3),
                "other": float_of(2),
            },
            **(refused or {}),
        },
        **options,
    )


def comparison(name, compare):
    """Return the case of a comparison of two tensors."""
    return operator(name, compare, exact=always)


def reduction(name, call, arguments=with_dim, **options):
    """Return the case of a reduction with `dim` and `keepdim`."""
    return FunctionCase(
        name=name,
        arguments=arguments,
        call=call,
        refused={
            "no such dim": lambda: {
                "input": float_of(2, 3),
                "dim": 2,
                "keepdim": False,
            },
            "a dim twice": lambda: {
                "input": float_of(2, 3),
                "dim": (0, -2),
                "keepdim": False,
            },
        },
        **options,
    )


CASES = [
    operator("Tensor.__add__", lambda a, b: a + b, exact=always, analytic=always),
    operator(
        "Tensor.__sub__",
        lambda a, b: a - b,
        exact=always,
        analytic=always,
        refused={
            "a truth value": lambda: {"input": float_of(2), "other": True},
            "masks": lambda: {"input": float_of(2) > 0, "other": float_of(2) > 0},
        },
    ),
    operator("Tensor.__mul__", lambda a, b: a * b, exact=always, analytic=always),
    operator("Tensor.__truediv__", lambda a, b: a / b, away_from_zero, analytic=always),
    comparison("Tensor.__eq__", lambda a, b: a == b),
    comparison("Tensor.__ne__", lambda a, b: a != b),
    comparison("Tensor.__lt__", lambda a, b: a < b),
    comparison("Tensor.__le__", lambda a, b: a <= b),
    comparison("Tensor.__gt__", lambda a, b: a > b),
    comparison("Tensor.__ge__", lambda a, b: a >= b),
    FunctionCase(
        name="Tensor.__neg__",
        arguments=one,
        call=lambda dl, input: -input,
        exact=always,
        analytic=always,
    ),
    FunctionCase(
        name="Tensor.__pow__",
        arguments=powers,
        call=lambda dl, input, exponent: input**exponent,
        analytic=always,
    ),
    FunctionCase(
        name="Tensor.__pow__ of tensors",
        arguments=tensor_powers,
        call=lambda dl, input, exponent: input**exponent,
        gradients=("input", "exponent"),
    ),
    FunctionCase(name="abs", arguments=one, reference=torch.abs, exact=always),
    FunctionCase(name="exp", arguments=one, reference=torch.exp, analytic=always),
    FunctionCase(
        name="log", arguments=above_zero, reference=torch.log, analytic=always
    ),
    FunctionCase(
        name="sqrt", arguments=above_zero, reference=torch.sqrt, analytic=always
    ),
    FunctionCase(
        name="clamp",
        arguments=limits,
        reference=torch.clamp,
        exact=always,
        refused={"no limit": lambda: {"input": float_of(2)}},
    ),
    *[
        FunctionCase(
            name=name,
            arguments=two,
            reference=getattr(torch, name),
            gradients=("input", "other"),
            exact=always,
        )
        for name in ("maximum", "minimum")
    ],
    FunctionCase(
        name="where",
        arguments=choices,
        reference=torch.where,
        gradients=("input", "other"),
        exact=always,
    ),
    FunctionCase(
        name="matmul",
        arguments=products,
        reference=torch.matmul,
        gradients=("input", "other"),
        exact=always,
        analytic=always,
        refused={
            "inner sizes differ": lambda: {
                "input": float_of(2, 3),
                "other": float_of(2, 3),
            },
            "0-d operand": lambda: {"input": float_of(), "other": float_of(2, 3)},
            "mixed dtypes": lambda: {
                "input": float_of(2, 3),
                "other": float_of(3, 2, dtype=np.float64),
            },
        },
    ),
    reduction("sum", lambda dl, **a: dl.sum(**a), exact=always, analytic=always),
    reduction("mean", lambda dl, **a: dl.mean(**a), analytic=always),
    reduction(
        "amax", lambda dl, dim, **a: dl.amax(dim=all_of(dim), **a), nonempty_with_dim
    ),
    reduction(
        "amin", lambda dl, dim, **a: dl.amin(dim=all_of(dim), **a), nonempty_with_dim
    ),
    FunctionCase(
        name="Tensor.var",
        arguments=variance,
        call=lambda dl, input, dim, correction, keepdim: input.var(
            dim=dim, correction=correction, keepdim=keepdim
        ),
        analytic=always,
    ),
]


def all_of(dim):
    """Return torch's spelling of every dimension."""
    return () if dim is None else dim
