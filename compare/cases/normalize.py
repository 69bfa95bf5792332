"""Cases of `normalize`, `cosine_similarity` and `CosineSimilarity`."""

import numpy as np
import torch

from .case import FunctionCase, ModuleCase, never

FINITE = (0.0, -0.0, 1e4, -1e4)


def vectors(draw, *shape):
    """Draw numbers whose squares are not lost in float32."""
    array = draw.array(*shape, specials=FINITE)
    return np.where(np.abs(array) < 1e-15, 0, array).astype(array.dtype)


def normalize_arguments(draw):
    """Draw vectors, in one dimension or over two."""
    shape = draw.choice(((draw.size(), draw.size()), (2, draw.size(), draw.size())))
    return {
        "input": vectors(draw, *shape),
        "p": draw.choice((2.0, 1.0, float("inf"), 3.0, 2)),
        "dim": draw.choice((1, -1, 0, (0, 1))),
        "eps": draw.choice((1e-3, 0.3)),
    }


def pair(draw):
    """Draw two arrays of vectors of shapes that broadcast."""
    n, d = draw.size(), draw.size()
    shapes = draw.choice(
        (
            ((n, d), (n, d)),
            ((n, d), (n, d)),
            ((n, d), (d,)),
            ((n, d), (2, n, d)),
            ((n, 1), (n, d)),
        )
    )
    return tuple(vectors(draw, *shape) for shape in shapes)


def cosine_arguments(draw):
    """Draw two arrays of vectors."""
    x1, x2 = pair(draw)
    return {
        "x1": x1,
        "x2": x2,
        "dim": draw.choice((1, -1, 0)),
        "eps": draw.choice((1e-8, 1e-3, 0.3)),
    }


def lengths_are_their_own(arguments):
    """Tell whether no length is raised to eps: torch's gradient then keeps it."""
    squares = [arguments[x].astype(np.float64) ** 2 for x in ("x1", "x2")]
    shape = np.broadcast_shapes(*(s.shape for s in squares))
    lengths = [
        np.sqrt(np.broadcast_to(s, shape).sum(arguments["dim"])) for s in squares
    ]
    return all((found > 1.01 * arguments["eps"]).all() for found in lengths)


def ones(*shape, dtype=np.float32):
    """Make an array for a call that is refused."""
    return np.ones(shape, dtype)


def refusal(x1, x2, **options):
    """Make arguments that are refused."""
    return lambda: {"x1": x1, "x2": x2} | options


CASES = [
    FunctionCase(
        name="normalize",
        arguments=normalize_arguments,
        reference=torch.nn.functional.normalize,
        analytic=never,
        refused={
            "no such dimension": lambda: {"input": ones(2, 3), "dim": 2},
            "one dimension": lambda: {"input": ones(3)},
            "a word for p": lambda: {"input": ones(2, 3), "p": "two"},
            "integers": lambda: {"input": ones(2, 3, dtype=np.int64)},
        },
    ),
    FunctionCase(
        name="cosine_similarity",
        arguments=cosine_arguments,
        gradients=("x1", "x2"),
        sloped=lengths_are_their_own,
        reference=torch.nn.functional.cosine_similarity,
        refused={
            "no such dimension": refusal(ones(2, 3), ones(2, 3), dim=2),
            "shapes that do not broadcast": refusal(ones(2, 3), ones(4, 3)),
            "integers": refusal(ones(2, 3, dtype=np.int64), ones(2, 3, dtype=np.int64)),
        },
        stricter={
            "two dtypes": refusal(ones(2, 3), ones(2, 3, dtype=np.float64)),
            "numbers": refusal(ones(), ones(), dim=0),
        },
    ),
    ModuleCase(
        name="CosineSimilarity",
        arguments=lambda draw: {
            "dim": draw.choice((1, -1, 0)),
            "eps": draw.choice((1e-8, 0.5)),
        },
        inputs=lambda draw, options: pair(draw),
        gradients=(0, 1),
        reference=torch.nn.CosineSimilarity,
        functional=lambda module, x1, x2: (
            "cosine_similarity",
            {"x1": x1, "x2": x2, "dim": module.dim, "eps": module.eps},
        ),
    ),
]
