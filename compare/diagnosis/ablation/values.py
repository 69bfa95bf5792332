"""Saved values: another one in the place of the right one, or a factor too many."""

from collections.abc import Iterator

import torch

from .hypothesis import Hypothesis, line_of
from .replay import COPIES, name_of
from .terms import edges

COMPARING = ("gt", "ge", "lt", "le", "eq", "ne")
SCALES = {0.0: "left out", -1.0: "with the wrong sign", 2.0: "doubled", 0.5: "halved"}


def tried(attempt, node, index, value) -> bool:
    """Tell whether another argument gives what was found."""
    replay = attempt.replay
    try:
        changed = replay.with_argument(node, index, value)
        right = replay.values[node]
        if not isinstance(right, torch.Tensor) or changed.shape != right.shape:
            return False
        return attempt.predicted(replay.run({node: changed}))
    except (RuntimeError, IndexError, TypeError):
        return False


def distinct(replay) -> dict:
    """Return the floating values of the graph by shape, each once."""
    found = {}
    for node in replay.nodes:
        value = replay.tensor(node)
        if value is not None and name_of(node) not in COPIES:
            same = found.setdefault(tuple(value.shape), [])
            if not any(torch.equal(value, other) for _, other in same):
                same.append((node, value))
    return found


def swapped(attempt) -> Iterator[Hypothesis]:
    """Yield values that stand where another one belongs."""
    replay = attempt.replay
    values = distinct(replay)
    for after in (False, True):
        for node, index in edges(attempt, after):
            arg = node.args[index]
            own = replay.tensor(arg)
            for other, value in values.get(tuple(own.shape), ()):
                alike = (other in replay.after) is after or name_of(node) in COMPARING
                if not alike or torch.equal(value, own):
                    continue
                if tried(attempt, node, index, value):
                    told = (
                        f"`{replay.written(other)}` is used where "
                        f"`{replay.written(arg)}` belongs, in `{node.name}` of the "
                        "backward pass"
                    )
                    yield made(attempt, node, arg, f"{other.name} for it", told, 2.0)
            if tried(attempt, node, index, torch.ones_like(own)):
                yield left_out(attempt, node, index, after)


def left_out(attempt, node, index, after) -> Hypothesis:
    """Tell that a factor, a divisor or the upstream gradient is left out."""
    arg = node.args[index]
    if after:
        words = attempt.replay.written(arg)
        told = f"the upstream gradient `{words}` is left out of `{node.name}`"
    else:
        kind = "divisor" if name_of(node) == "div" and index == 1 else "factor"
        told = (
            f"the {kind} `{attempt.replay.written(arg)}` is left out of `{node.name}`"
        )
    return made(attempt, node, arg, "1 for it", f"{told} of the backward pass", 1.0)


def made(attempt, node, arg, label, told, rank) -> Hypothesis:
    """Make the hypothesis of a value."""
    place, line = (arg.name, node.name), line_of(attempt, node)
    return Hypothesis("value", place, label, told, rank, line)


def scaled(attempt) -> Iterator[Hypothesis]:
    """Yield saved values left out of a sum, negated, doubled or halved."""
    for node, index in edges(attempt, after=False):
        arg = node.args[index]
        own = attempt.replay.tensor(arg)
        for scale, label in SCALES.items():
            if tried(attempt, node, index, scale * own):
                told = f"`{attempt.replay.written(arg)}` is {label} in `{node.name}`"
                told = f"{told} of the backward pass"
                yield made(attempt, node, arg, label, told, 1.5)


def stale(attempt) -> Iterator[Hypothesis]:
    """Yield values of the call before that stand where those of this one belong."""
    if attempt.previous is None:
        return
    from .attempt import Attempt

    before = Attempt(attempt.previous, [q.value for q in attempt.previous.gradients])
    for node in attempt.replay.nodes:
        old = next((n for n in before.replay.nodes if n.name == node.name), None)
        value = before.replay.tensor(old)
        own = attempt.replay.tensor(node)
        if own is None or value is None or own.shape != value.shape:
            continue
        if node in attempt.replay.after or torch.equal(own, value):
            continue
        if attempt.predicted(attempt.replay.run({node: value})):
            told = f"`{attempt.replay.written(node)}` is that of the call before"
            line = line_of(attempt, node)
            yield Hypothesis("value", (node.name,), "stale", told, 0.5, line)


def multiplied(attempt) -> Iterator[Hypothesis]:
    """Yield terms multiplied or divided by a saved value that does not belong there."""
    replay = attempt.replay
    saved = [
        (other, value)
        for group in distinct(replay).values()
        for other, value in group
        if other not in replay.after and value.numel()
    ]
    for node, index in edges(attempt):
        arg = node.args[index]
        own = replay.tensor(arg)
        for other, value in saved:
            if not fits(value.shape, own.shape):
                continue
            for word, new in ((w, own * f) for w, f in powers(value)):
                if bool(new.isfinite().all()) and tried(attempt, node, index, new):
                    told = (
                        f"the term `{arg.name}` in `{node.name}` of the backward pass "
                        f"is {word} by `{replay.written(other)}`, once too often"
                    )
                    place = (arg.name, node.name)
                    label = f"{word} by {other.name}"
                    line = line_of(attempt, node)
                    yield Hypothesis("product", place, label, told, 2.5, line)


def fits(shape, target) -> bool:
    """Tell whether an array multiplies another without making it larger."""
    try:
        return torch.broadcast_shapes(shape, target) == target
    except RuntimeError:
        return False


def powers(value):
    """Return a factor, its inverse and their squares."""
    yield "multiplied", value
    yield "divided", 1 / value
    yield "multiplied twice", value * value
    yield "divided twice", 1 / (value * value)
