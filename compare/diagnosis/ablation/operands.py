"""One use of a product or quotient, of which one operand alone was taken."""

from collections.abc import Iterator

from torch.fx import Node

from .factors import sizes
from .hypothesis import Hypothesis
from .replay import name_of
from .terms import edges
from .values import distinct, fits, made, powers, tried

TAKEN_APART = ("mul", "div", "add", "sub", "mm", "bmm")


def alone(attempt) -> Iterator[Hypothesis]:
    """Yield the uses in which an operand of what is used was left out."""
    replay = attempt.replay
    for after in (True, False):
        for node, index in edges(attempt, after):
            arg = node.args[index]
            own, made_by = replay.tensor(arg), replay.origin(arg)
            if not isinstance(made_by, Node) or name_of(made_by) not in TAKEN_APART:
                continue
            for kept, other in ((0, 1), (1, 0)):
                value = replay.tensor(made_by.args[kept])
                if value is None or not fits(value.shape, own.shape):
                    continue
                for sign in (1, -1):
                    new = sign * value.expand(own.shape)
                    if not tried(attempt, node, index, new):
                        continue
                    told = (
                        f"`{replay.written(made_by.args[other])}` is left out of "
                        f"`{replay.written(made_by)}` where `{node.name}` of the "
                        f"backward pass takes it{', with its sign' * (sign < 0)}"
                    )
                    label = f"operand {kept} alone, {sign}"
                    yield made(attempt, node, arg, label, told, 1.2)


def replaced(attempt) -> Iterator[Hypothesis]:
    """Yield a value of the graph that was returned as a gradient."""
    if len(attempt.wrong) != 1:
        return
    (i,) = attempt.wrong
    got, replay = attempt.got[i], attempt.replay
    name = attempt.names[i]
    for group in distinct(replay).values():
        for node, value in group:
            for sign, minus in ((1, ""), (-1, "minus ")):
                whole = fits(value.shape, got.shape) and value.numel() > 1
                if whole and attempt.same(i, got, sign * value.expand(got.shape)):
                    told = f"the gradient of {name} is {minus}`{replay.written(node)}`"
                    label = f"{minus}{node.name}"
                    yield Hypothesis("shape", (name,), label, told, 2.3)


def rescaled(attempt) -> Iterator[Hypothesis]:
    """Yield a saved value by which every wrong gradient, and it alone, is off."""
    replay = attempt.replay
    place = tuple(attempt.names[i] for i in sorted(attempt.wrong))
    for group in distinct(replay).values():
        for node, value in group:
            for label, factor in powers(value):
                if all(
                    fits(value.shape, attempt.right[i].shape)
                    and attempt.same(i, attempt.got[i], attempt.right[i] * factor)
                    for i in attempt.wrong
                ):
                    told = (
                        f"the gradient of {', '.join(place)} is {label} by "
                        f"`{replay.written(node)}`, that does not belong there"
                    )
                    yield Hypothesis("shape", place, f"{label} {node.name}", told, 2.4)


def counted(attempt) -> Iterator[Hypothesis]:
    """Yield a size by which every wrong gradient is divided in a saved sum's place."""
    replay = attempt.replay
    place = tuple(attempt.names[i] for i in sorted(attempt.wrong))
    sums = [
        (node, value)
        for group in distinct(replay).values()
        for node, value in group
        if value.numel() == 1 and node not in replay.after
    ]
    for node, value in sums:
        for size, n in sizes(attempt).items():
            factor = value.reshape(()) / n
            if all(
                attempt.same(i, attempt.got[i], attempt.right[i] * factor)
                for i in attempt.wrong
            ):
                told = (
                    f"the gradient of {', '.join(place)} is divided by {size} where "
                    f"`{replay.written(node)}` belongs"
                )
                yield Hypothesis("shape", place, f"{size} for {node.name}", told, 2.3)


def misplaced(attempt) -> Iterator[Hypothesis]:
    """Yield terms in whose place another value of the graph stands, or its negative."""
    replay = attempt.replay
    values = distinct(replay)
    for node, index in edges(attempt):
        arg = node.args[index]
        own = replay.tensor(arg)
        for other, value in values.get(tuple(own.shape), ()):
            for sign in (1, -1):
                if tried(attempt, node, index, sign * value):
                    minus = "minus " if sign < 0 else ""
                    told = (
                        f"{minus}`{replay.written(other)}` is used where "
                        f"`{replay.written(arg)}` belongs, in `{node.name}` of the "
                        "backward pass"
                    )
                    label = f"{minus}{other.name} for it"
                    yield made(attempt, node, arg, label, told, 2.2)
