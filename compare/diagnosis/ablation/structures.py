"""Sums, means, transposes and operators of the backward pass, done otherwise."""

import math
from collections.abc import Iterator

from torch.fx import Node
from torch.fx.node import map_arg

from .hypothesis import Hypothesis, line_of
from .replay import name_of

TURNING = ("permute", "transpose", "t")
PRODUCTS = ("mm", "bmm", "matmul")


def changes(name, node, values) -> Iterator:
    """Yield (label, value) of an operation done otherwise."""
    args, _ = map_arg((node.args, node.kwargs), values.get)
    x = args[0]
    if name in ("sum", "mean"):
        keep = len(args) > 2 and bool(args[2])
        yield "left out", lambda: x
        for axis in range(x.ndim):
            yield (
                f"over axis {axis}",
                lambda d=axis: getattr(x, name)([d], keepdim=keep),
            )
        yield "over everything", lambda: getattr(x, name)()
        if name == "sum" and len(args) > 1:
            yield "replaced by a mean", lambda: x.mean(args[1], keepdim=keep)
        if name == "mean" and len(args) > 1:
            yield "replaced by a sum", lambda: x.sum(args[1], keepdim=keep)
        if len(args) > 1 and args[1]:
            first = x.narrow(args[1][0], 0, 1) if x.ndim else x
            yield "of the first element alone", lambda: first.sum(args[1], keepdim=keep)
    elif name in TURNING:
        yield "left out", lambda: x
    elif name in PRODUCTS:
        yield "with its first operand transposed", lambda: x.mT @ args[1]
        yield "with its second operand transposed", lambda: x @ args[1].mT
        yield "with both operands transposed", lambda: x.mT @ args[1].mT
    elif name == "mul":
        if node.args[0] is node.args[1]:
            yield "not squared", lambda: x
        yield "without its second factor", lambda: x.expand_as(values[node])
        yield "without its first factor", lambda: args[1].expand_as(values[node])
        yield "a division", lambda: x / args[1]
        yield "a division the other way round", lambda: args[1] / x
    elif name == "div" and len(args) == 2:
        yield "without the division", lambda: x.expand_as(values[node])
        yield "a multiplication", lambda: x * args[1]
        yield "a division the other way round", lambda: args[1] / x
    elif name in ("add", "sub"):
        yield "a product", lambda: x * args[1]
        if name == "sub":
            yield "the other way round", lambda: args[1] - x
            yield "a sum", lambda: args[1] + x
        if name == "add":
            yield "a difference", lambda: x - args[1]
    elif name == "pow" and isinstance(args[1], (int, float)):
        yield "left out", lambda: x
        yield "with the exponent one less", lambda: x.pow(args[1] - 1)
        yield "with the exponent one more", lambda: x.pow(args[1] + 1)
    elif name in ("gt", "ge", "lt", "le"):
        yield "the other way round", lambda: ~node_value(values, node)
    elif name == "where" and isinstance(node.args[0], Node):
        yield "with its branches exchanged", lambda: x.where(args[2], args[1])


def node_value(values, node):
    """Return a node's value."""
    return values[node]


def structures(attempt) -> Iterator[Hypothesis]:
    """Yield the operations of the backward pass that were done otherwise."""
    replay = attempt.replay
    for node in replay.backward:
        name = name_of(node)
        if node in replay.forward and name not in ("gt", "ge", "lt", "le"):
            continue
        right = replay.values[node]
        for label, change in changes(name, node, replay.values):
            try:
                value = change()
                if value.shape == right.shape and value.equal(right):
                    continue
                fits = attempt.predicted(replay.run({node: value}))
            except (RuntimeError, IndexError, TypeError, AttributeError):
                continue
            if fits:
                told = f"`{node.name}` of the backward pass is {label}"
                rank = 1.8 if label.startswith("without") else 0.75  # a size says more
                rank = 2.1 if label == "a product" else rank  # an operand says more
                place, line = (node.name,), line_of(attempt, node)
                yield Hypothesis("structure", place, label, told, rank, line)


def misdirected(attempt) -> Iterator[Hypothesis]:
    """Yield an axis over which all sums, or means, were taken wrongly."""
    replay = attempt.replay
    groups: dict = {}
    for node in replay.backward:
        if node not in replay.forward and name_of(node) == "sum" and len(node.args) > 1:
            shape = tuple(replay.values[node.args[0]].shape)
            groups.setdefault((shape, tuple(node.args[1])), []).append(node)
    for (shape, dims), nodes in groups.items():
        for axis in range(len(shape)):
            if dims in ((axis,), (axis - len(shape),)):
                continue
            size = math.prod(shape[d] for d in dims)
            for word, factor in (("sums", 1.0), ("means", size / shape[axis])):

                def act(args, factor=factor, axis=axis):
                    return args[0].sum([axis], keepdim=True) * factor

                try:
                    fits = attempt.predicted(replay.run(dict.fromkeys(nodes, act)))
                except RuntimeError:
                    continue
                if fits:
                    names = ", ".join(f"`{n.name}`" for n in nodes)
                    told = (
                        f"the {word} {names} of the backward pass are over axis {axis}"
                    )
                    place, line = (
                        tuple(n.name for n in nodes),
                        line_of(attempt, nodes[0]),
                    )
                    label = f"{word} over axis {axis}"
                    yield Hypothesis("structure", place, label, told, 0.8, line)
