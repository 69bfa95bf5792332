"""Other shapes of the same elements, joined tensors, copies."""

import math

from ..tensors import SPELLED
from .operation import table


def any_one(choices, state):
    """Draw any tensor."""
    return (state.pick(),)


def reshaped(choices, state):
    """Draw a tensor and a shape of as many elements."""
    ref = state.pick()
    count = math.prod(state[ref].shape)
    shapes = [(-1,), (count,), (1, -1), (-1, 1), (count, 1, 1), (), (2, -1), (-1, 2)]
    shapes += [tuple(reversed(state[ref].shape)), (*state[ref].shape, 1), (0, -1)]
    for n in (2, 3):
        if count and count % n == 0:
            shapes += [(n, count // n), (count // n, n), (n, -1)]
    return ref, choices.one(shapes)


def new_dim(choices, state):
    """Draw a tensor and where a dimension comes in."""
    ref = state.pick(lambda t: t.dim() < 4)
    return None if ref is None else (ref, state.dim(state[ref].dim() + 1))


def some_dims(choices, state):
    """Draw a tensor and dimensions to drop."""
    ref = state.pick()
    return ref, state.dims(state[ref].dim()) or ()


def two_dims(choices, state):
    """Draw a tensor and two dimensions."""
    ref = state.pick()
    ndim = state[ref].dim()
    return ref, state.dim(ndim), state.dim(ndim)


def order(choices, state):
    """Draw a tensor and an order of its dimensions."""
    ref = state.pick()
    pool = list(range(state[ref].dim()))
    dims = tuple(pool.pop(choices.below(len(pool))) for _ in range(len(pool)))
    return ref, tuple(d - len(dims) if choices.chance(20) else d for d in dims)


def expanded(choices, state):
    """Draw a tensor and a larger shape; of a number, see `listed.UNCOMPARED`."""
    ref = state.pick()
    shape = tuple(
        (choices.one((-1, 2, 3, 1, 0)) if n == 1 else choices.one((n, n, -1)))
        for n in state[ref].shape
    )
    if not shape:
        return ref, (choices.one((2, 3)),)
    if choices.chance(30) and len(shape) < 4:
        shape = (choices.one((1, 2, 3)), *shape)
    return ref, shape


def joined(choices, state):
    """Draw tensors that differ along one dimension, and that dimension."""
    ref = state.pick(lambda t: t.dim() > 0) or state.float_leaf((2,))
    shape = list(state[ref].shape)
    dim = choices.below(len(shape))
    tensors = [ref]
    for _ in range(choices.below(3)):
        same = [t for t in state.tensors if list(state[t].shape) == shape]
        if choices.chance(50):
            tensors.append(choices.one(same))
        else:
            shape[dim] = choices.between(0, 3)
            dtype = SPELLED[state[ref].dtype]
            if choices.chance(15):
                dtype = choices.one(("float32", "float64", "int64", "bool"))
            grad = dtype[0] == "f" and choices.chance(50)
            tensors.append(state.leaf(shape, dtype, grad))
            shape = list(state[ref].shape)
    if choices.chance(4):
        tensors.append(state.pick())
    return tensors, dim - len(shape) if choices.chance(30) else dim


def stacked(choices, state):
    """Draw tensors of one shape and the new dimension."""
    ref = state.pick(lambda t: t.dim() < 4)
    if ref is None:
        return None
    same = [t for t in state.tensors if state[t].shape == state[ref].shape]
    tensors = [ref, *choices.some(same, choices.below(3))]
    return tensors, state.dim(state[ref].dim() + 1)


TABLE = [
    *table("view", reshaped, """
        reshape {0}.reshape({1})
        view {0}.view({1})
        reshape_function dl.reshape({0}, {1})
    """, weight=10),
    *table("view", two_dims, """
        flatten {0}.flatten({1}, {2})
        transpose {0}.transpose({1}, {2})
        transpose_function dl.transpose({0}, {1}, {2})
    """, weight=8),
    *table("view", any_one, """
        flatten_all {0}.flatten()
        squeeze {0}.squeeze()
        T {0}.T
        t {0}.t()
        mT {0}.mT
        detach {0}.detach()
        data {0}.data
    """, weight=5),
    *table("view", some_dims, "squeeze_dims {0}.squeeze({1})", weight=6),
    *table("view", new_dim, "unsqueeze {0}.unsqueeze({1})", weight=10),
    *table("view", order, """
        permute {0}.permute({1})
        permute_function dl.permute({0}, {1})
    """, weight=7),
    *table("view", expanded, "expand {0}.expand({1})", weight=12),
    *table("copy", any_one, """
        clone {0}.clone()
        contiguous {0}.contiguous()
    """, weight=8),
    *table("join", joined, "cat dl.cat({0}, {1})", weight=14),
    *table("join", stacked, "stack dl.stack({0}, {1})", weight=10),
    *table("question", any_one, """
        tolist {0}.tolist()
        len len({0})
        numel {0}.numel()
        truth bool({0})
        shape tuple({0}.shape)
    """, weight=1),
    *table("question", any_one, "item {0}.item()", weight=4),
]  # fmt: skip
