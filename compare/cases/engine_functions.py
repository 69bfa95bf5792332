"""Cases of tensor functions by tables: what is drawn, and what is called with it."""

import torch

from .case import FLOOR, FunctionCase
from .strategies import REGIMES

ROUNDS = "many formulas in one table: each is rounded in torch's own way"


# a bound by norms sees no error of 1e-4 in float32
LOOSE = {
    "bounded": ROUNDS,
    "regimes": ("exact", "plain"),
    "floor": {"float32": 0.0, "float64": 0.8},
}


def table(name, arguments, calls, covers, gradients=("input",), **options):
    """Return the case of several functions of the same arguments."""

    def drawn(draw):
        return {"operation": draw.choice(sorted(calls)), **arguments(draw)}

    def call(dl, operation, **given):
        if operation not in calls:
            raise ValueError(f"no operation {operation!r} in {name}")
        for key, value in given.items():  # whose methods are called
            if key != "dim" and not hasattr(value, "requires_grad"):
                raise TypeError(f"{key} must be a Tensor, got {value!r}")
        return calls[operation](dl, **given)

    return FunctionCase(
        name=name,
        arguments=drawn,
        call=call,
        covers=tuple(covers),
        gradients=gradients,
        views=True,
        **{**LOOSE, **options},
    )


def by_name(names):
    """Return calls of functions and of methods, in turn, by the functions' names."""
    return {
        **{n: lambda dl, n=n, **given: getattr(dl, n)(**given) for n in names},
        **{
            f"Tensor.{n}": lambda dl, input, n=n, **given: getattr(input, n)(**given)
            for n in names
        },
    }


def inside(draw):
    """Draw numbers where every function has a slope."""
    return {"input": draw.inside(0.1, 0.9, *draw.shape())}


def pairs(draw):
    """Draw two tensors whose shapes broadcast, without 0."""
    n, d = draw.size(), draw.size()
    shapes = ((n, d), (d,), (n, 1), ())
    return {
        "input": draw.inside(0.3, 4, *draw.choice(shapes)),
        "other": draw.inside(0.3, 4, *draw.choice(shapes)),
    }


def lines(draw):
    """Draw a tensor of two or three dimensions, one of them and keepdim."""
    shape = [draw.size() for _ in range(draw.integer(2, 3))]
    dim = draw.integer(-len(shape), len(shape) - 1)
    return {"input": draw.array(*shape, specials=()), "dim": dim}


def places(draw):
    """Draw a matrix, positions along one dimension and what goes there."""
    n, d, dim = draw.size(), draw.size(), draw.integer(0, 1)
    index = draw.labels(n, d, classes=(n, d)[dim])
    return {
        "input": draw.array(n, d, specials=()),
        "dim": dim,
        "index": index,
        "src": draw.array(n, d, specials=()),
    }


def matrices(draw):
    """Draw two matrices that multiply."""
    n, d, k = draw.size(), draw.size(), draw.size()
    return {"input": draw.array(n, d), "other": draw.array(d, k)}


UNARY = (
    *("exp2", "expm1", "log2", "log10", "log1p", "rsqrt", "square", "reciprocal"),
    *("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "neg", "sign"),
    *("floor", "ceil", "trunc", "frac", "round", "t", "clone", "flatten", "squeeze"),
)
BINARY = (
    *("add", "sub", "mul", "div", "remainder", "fmod"),
    *("eq", "ne", "lt", "le", "gt", "ge", "isclose"),
)
LOGIC = ("logical_and", "logical_or", "logical_xor")


def apart(dl, input):
    """Move equal elements apart: which of them comes first is nobody's promise."""
    steps = dl.arange(input.numel(), dtype=input.dtype).reshape(input.shape)
    return input + 2.0**20 * steps


LINES = {
    "cumsum": lambda dl, input, dim: dl.cumsum(input, dim),
    "cumprod": lambda dl, input, dim: input.cumprod(dim),
    "prod": lambda dl, input, dim: dl.prod(input, dim),
    "prod of all": lambda dl, input, dim: input.prod(),
    "var": lambda dl, input, dim: dl.var(input, dim, unbiased=False),
    "std": lambda dl, input, dim: input.std(axis=dim, correction=0, keepdims=True),
    "norm": lambda dl, input, dim: input.norm(3, dim),
    "all": lambda dl, input, dim: dl.all(input, dim),
    "any": lambda dl, input, dim: input.any(dim=dim, keepdim=True),
    "count_nonzero": lambda dl, input, dim: dl.count_nonzero(input, dim),
    "flip": lambda dl, input, dim: input.flip(dim),
    "roll": lambda dl, input, dim: dl.roll(input, 2, dim),
    "sort": lambda dl, input, dim: dl.sort(input, dim, True).values,
    "argsort": lambda dl, input, dim: dl.argsort(input, stable=True, dim=dim),
    "argmin": lambda dl, input, dim: dl.argmin(input, dim),
    "topk": lambda dl, input, dim: apart(dl, input).topk(1, dim)[0],
    "unbind": lambda dl, input, dim: dl.unbind(input, dim)[-1],
    "chunk": lambda dl, input, dim: input.chunk(2, dim)[0],
    "split": lambda dl, input, dim: dl.split(input, 2, dim)[-1],
    "narrow": lambda dl, input, dim: dl.narrow(input, dim, 0, 1),
    "select": lambda dl, input, dim: dl.select(input, dim, -1),
    "unsqueeze": lambda dl, input, dim: dl.unsqueeze(input, dim),
    "swapaxes": lambda dl, input, dim: dl.swapaxes(input, 0, dim),
    "movedim": lambda dl, input, dim: dl.movedim(input, 0, dim),
    "unflatten": lambda dl, input, dim: dl.unflatten(input, dim, (1, -1)),
    "repeat_interleave": lambda dl, input, dim: dl.repeat_interleave(input, 2, dim),
    "tile": lambda dl, input, dim: dl.tile(input, (2,)),
    "Tensor.repeat": lambda dl, input, dim: input.repeat(2, 1, 3),
    "tril": lambda dl, input, dim: dl.tril(input, dim),
    "triu": lambda dl, input, dim: input.triu(diagonal=dim),
    "diag": lambda dl, input, dim: dl.diag(input.flatten()[:2], dim),
    "trace": lambda dl, input, dim: dl.trace(input.flatten(1)),
    "clamp_min": lambda dl, input, dim: dl.clamp_min(input, 0.25),
    "clamp_max": lambda dl, input, dim: input.clamp_max(0.25),
    "pow": lambda dl, input, dim: dl.pow(input, 2),
    "nonzero": lambda dl, input, dim: dl.nonzero(input > 0),
    "masked_fill": lambda dl, input, dim: dl.masked_fill(input, input > 0, 2.0),
    "masked_select": lambda dl, input, dim: dl.masked_select(input, input > 0),
    "unique": lambda dl, input, dim: dl.unique(input.detach().round()),
    "isnan": lambda dl, input, dim: dl.isnan(input),
    "isinf": lambda dl, input, dim: dl.isinf(input),
    "isfinite": lambda dl, input, dim: dl.isfinite(input),
    "logical_not": lambda dl, input, dim: dl.logical_not(input),
    "meshgrid": lambda dl, input, dim: dl.meshgrid(
        input.flatten(), input[0].flatten(), indexing="ij"
    )[1],
    "concat": lambda dl, input, dim: dl.concat([input, input], dim),
}
PLACES = {
    "gather": lambda dl, input, dim, index, src: dl.gather(input, dim, index),
    "scatter": lambda dl, input, dim, index, src: input.scatter(dim, index, 2.0),
    "scatter_add": lambda dl, input, dim, index, src: dl.scatter_add(
        input, dim, index, src
    ),
    "index_select": lambda dl, input, dim, index, src: dl.index_select(
        input, dim, index.flatten()
    ),
    "index_fill": lambda dl, input, dim, index, src: dl.index_fill(
        input, dim, index.flatten(), 1.5
    ),
    "lerp": lambda dl, input, dim, index, src: dl.lerp(input, src, 0.25),
    "addcmul": lambda dl, input, dim, index, src: input.addcmul(src, src, value=0.5),
    "addcdiv": lambda dl, input, dim, index, src: dl.addcdiv(
        input, src, src * src + 1, value=2
    ),
    "one_hot": lambda dl, input, dim, index, src: (
        torch.nn.functional if dl is torch else dl
    ).one_hot(index, 5),
    "bincount": lambda dl, input, dim, index, src: dl.bincount(index.flatten()),
    "pad": lambda dl, input, dim, index, src: (
        torch.nn.functional if dl is torch else dl
    ).pad(input, (1, 0, 2, -1) if len(input) > 1 else (1, 2), value=0.5),
    "inverse": lambda dl, input, dim, index, src: dl.inverse(
        input.T @ src + 99 * dl.eye(input.shape[1], dtype=input.dtype)
    ),
    "floor_divide": lambda dl, input, dim, index, src: dl.floor_divide(
        input.detach(), 0.75
    ),
    "histc": lambda dl, input, dim, index, src: dl.histc(src.detach(), 4, -2, 2),
    "bitwise_and": lambda dl, input, dim, index, src: dl.bitwise_and(index, 3),
    "bitwise_or": lambda dl, input, dim, index, src: dl.bitwise_or(index, 4),
    "bitwise_xor": lambda dl, input, dim, index, src: dl.bitwise_xor(index, index + 1),
    "bitwise_not": lambda dl, input, dim, index, src: dl.bitwise_not(index),
}
PRODUCTS = {
    "mm": lambda dl, input, other: dl.mm(input, other),
    "bmm": lambda dl, input, other: dl.bmm(input[None], other[None]),
    "mv": lambda dl, input, other: input.mv(other[:, 0]),
    "dot": lambda dl, input, other: dl.dot(input[0], other[:, 0]),
    "outer": lambda dl, input, other: dl.outer(input[0], other[0]),
    "einsum": lambda dl, input, other: dl.einsum("ij,jk->ik", input, other),
    "einsum of three": lambda dl, input, other: dl.einsum(
        "ij, jk, ...j -> ...", input, other, input
    ),
    "einsum alone": lambda dl, input, other: dl.einsum("ij", input),
}
CASES = [
    table("functions of a number", inside, by_name(UNARY[:-4]), UNARY),
    table(
        "functions of two numbers",
        pairs,
        by_name(BINARY + LOGIC),
        BINARY + LOGIC,
        ("input", "other"),
    ),
    table(
        "functions along a dimension",
        lines,
        LINES,
        [n for n in LINES if " " not in n],
        weight=3.0,
        whole_numbers=False,  # some of these torch refuses for bools, others not
    ),
    table(
        "functions of positions",
        places,
        PLACES,
        PLACES,
        ("input", "src"),
        whole_numbers=False,  # dtypes mixed as torch mixes them in some of these alone
    ),
    table(
        "products of tensors",
        matrices,
        PRODUCTS,
        [n for n in PRODUCTS if " " not in n],
        ("input", "other"),
        bounded=None,
        regimes=REGIMES,
        floor=FLOOR,
    ),
]
