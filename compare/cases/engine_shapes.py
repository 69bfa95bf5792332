"""Cases of what rearranges a tensor: shapes, indices, joins."""

import numpy as np
import torch

from .case import FunctionCase, always


def matrix(draw):
    """Draw a tensor of two dimensions."""
    return {"input": draw.array(draw.size(), draw.size())}


def cube(draw):
    """Draw a tensor of three dimensions."""
    return {"input": draw.array(draw.size(), draw.size(), draw.size())}


def with_shape(draw):
    """Draw a tensor and another shape of its elements."""
    n, d = draw.size(), draw.size()
    shape = draw.choice(((d, n), (n * d,), (-1,), (1, -1, d), (n, 1, d)))
    return {"input": draw.array(n, d), "shape": shape}


def with_two_dims(draw):
    """Draw a tensor and two of its dimensions."""
    return {**cube(draw), "dim0": draw.integer(-3, 2), "dim1": draw.integer(-3, 2)}


def with_order(draw):
    """Draw a tensor and an order of its dimensions."""
    orders = ((0, 1, 2), (2, 0, 1), (1, 2, 0), (-1, 0, -2))
    return {**cube(draw), "dims": draw.choice(orders)}


def with_range(draw):
    """Draw a tensor and the first and last dimension to merge."""
    start, end = draw.choice(((0, -1), (1, 2), (0, 1), (-2, -1), (1, 1)))
    return {**cube(draw), "start_dim": start, "end_dim": end}


def with_index(draw):
    """Draw a matrix and something that selects from it."""
    n, d = draw.size(1, 5), draw.size(1, 5)
    rows = draw.labels(draw.size(), classes=n)
    index = draw.choice(
        (
            0,
            -1,
            slice(None, None, 2),
            (slice(None), 0),
            (None, Ellipsis),
            (slice(1, None), None, slice(0, 2)),
            rows.tolist(),
            (rows.tolist(), 0),
            (slice(None), draw.labels(2, classes=d).tolist()),
        )
    )
    return {"input": draw.array(n, d), "index": index}


def with_mask(draw):
    """Draw a matrix and a mask of its elements."""
    n, d = draw.size(), draw.size()
    return {"input": draw.array(n, d), "condition": draw.booleans(n, d)}


def joined(draw):
    """Draw tensors that differ in one size, and the dimension of that size."""
    n, d = draw.size(), draw.size()
    dim = draw.choice((0, 1, -1))
    sizes = [draw.size(0, 3) for _ in range(draw.size(1, 3))]
    shapes = [(k, d) if dim == 0 else (n, k) for k in sizes]
    return {"tensors": [draw.array(*shape) for shape in shapes], "dim": dim}


def stacked(draw):
    """Draw tensors of one shape, and where the new dimension goes."""
    shape = draw.shape(0, 2)
    tensors = [draw.array(*shape) for _ in range(draw.size(1, 3))]
    return {"tensors": tensors, "dim": draw.integer(-len(shape) - 1, len(shape))}


def extreme(draw):
    """Draw a matrix with ties now and then, and a dimension."""
    return {"input": draw.array(draw.size(), draw.size()), "dim": draw.integer(-2, 1)}


def ones(*shape):
    """Make an array for a call that is refused."""
    return np.ones(shape, np.float32)


CASES = [
    FunctionCase(
        name="reshape",
        arguments=with_shape,
        reference=torch.reshape,
        exact=always,
        analytic=always,
        views=True,
        refused={
            "another number of elements": lambda: {"input": ones(2, 3), "shape": (4,)},
        },
    ),
    FunctionCase(
        name="transpose",
        arguments=with_two_dims,
        reference=torch.transpose,
        exact=always,
        analytic=always,
        views=True,
        refused={
            "no such dim": lambda: {"input": ones(2, 3), "dim0": 0, "dim1": 2},
            "no such dim of a scalar": lambda: {
                "input": ones(),
                "dim0": -2,
                "dim1": 0,
            },
        },
    ),
    FunctionCase(
        name="permute",
        arguments=with_order,
        reference=torch.permute,
        exact=always,
        analytic=always,
        views=True,
        refused={
            "too few dims": lambda: {"input": ones(2, 3), "dims": (0,)},
            "a dim twice": lambda: {"input": ones(2, 3), "dims": (0, 0)},
        },
    ),
    FunctionCase(
        name="flatten",
        arguments=with_range,
        reference=torch.flatten,
        exact=always,
        analytic=always,
        views=True,
        refused={
            "end before start": lambda: {
                "input": ones(2, 3),
                "start_dim": 1,
                "end_dim": 0,
            },
        },
    ),
    FunctionCase(
        name="Tensor.T",
        arguments=matrix,
        call=lambda dl, input: input.T,
        exact=always,
        analytic=always,
        views=True,
    ),
    FunctionCase(
        name="Tensor.__getitem__",
        arguments=with_index,
        call=lambda dl, input, index: input[index],
        exact=always,
        analytic=always,
        views=True,
        refused={
            "index out of range": lambda: {"input": ones(2, 3), "index": 2},
            "a float": lambda: {"input": ones(2, 3), "index": 1.0},
            "too many indices": lambda: {"input": ones(2, 3), "index": (0, 0, 0)},
        },
    ),
    FunctionCase(
        name="Tensor.__getitem__ by mask",
        arguments=with_mask,
        call=lambda dl, input, condition: input[condition],
        exact=always,
        analytic=always,
    ),
    *[
        FunctionCase(
            name=name,
            arguments=arguments,
            reference=getattr(torch, name),
            gradients=("tensors",),
            exact=always,
            analytic=always,
            refused={
                "no tensor": lambda: {"tensors": []},
                "sizes differ": lambda: {"tensors": [ones(2, 3), ones(3, 2)]},
            },
            covers=covers,
        )
        for name, arguments, covers in (
            ("cat", joined, ("cat", "concatenate")),
            ("stack", stacked, ("stack",)),
        )
    ],
    *[
        FunctionCase(
            name=name,
            arguments=extreme,
            call=lambda dl, input, dim, name=name: getattr(dl, name)(input, dim)[0],
            exact=always,
        )
        for name in ("max", "min")
    ],
    *[
        FunctionCase(
            name=f"{name} of all",
            arguments=matrix,
            reference=getattr(torch, name),
            call=lambda dl, input, name=name: getattr(dl, name)(input),
            exact=lambda arguments: False,
        )
        for name in ("max", "min")
    ],
]
