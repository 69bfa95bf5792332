"""How all gradients move with a named step: its mark, whatever it is written like."""

import torch

from .paths import forward_gradients
from .replay import name_of
from .values import COMPARING

STEP = 1e-6
NEAR = 1e-4  # of the largest: what a step of a millionth leaves of higher orders


def influences(hypothesis, attempt) -> list:
    """Return how the gradients move when what is named is a little larger."""
    replay, right = attempt.replay, attempt.flat(attempt.right)
    nodes = {n.name: n for n in replay.nodes}
    if hypothesis.kind == "shape":
        return [alone(attempt, name) for name in hypothesis.place]
    if hypothesis.kind == "path":
        _, name, index = hypothesis.place
        cut = forward_gradients(attempt, nodes[name], int(index))
        return [right - attempt.flat(cut)]
    if hypothesis.kind == "structure" or len(hypothesis.place) == 1:
        return [moved(attempt, nodes[name]) for name in hypothesis.place]
    pairs = zip(hypothesis.place[::2], hypothesis.place[1::2])
    return [edge(attempt, nodes[a], nodes[b]) for a, b in pairs if b in nodes]


def alone(attempt, name):
    """Return one gradient, the others zero."""
    parts = [torch.zeros_like(r) for r in attempt.right]
    parts[attempt.names.index(name)] = attempt.right[attempt.names.index(name)]
    return attempt.flat(parts)


def moved(attempt, node):
    """Return how the gradients move with a node's value."""
    value = attempt.replay.tensor(node)
    if value is None:
        return torch.zeros(1, dtype=torch.float64)
    return difference(attempt, {node: value * (1 + STEP)})


def edge(attempt, arg, node):
    """Return how the gradients move with one use of a value."""
    replay = attempt.replay
    if (
        name_of(node) in COMPARING
    ):  # what is compared moves nothing: what is chosen does
        users = [n for n in node.users if replay.tensor(n) is not None]
        return moved(attempt, users[0]) if users else torch.zeros(1)
    index = next(i for i, a in enumerate(node.args) if a is arg)
    value = replay.tensor(arg) * (1 + STEP)
    return difference(attempt, {node: replay.with_argument(node, index, value)})


def difference(attempt, changes):
    """Return what changes do to the gradients, by the step."""
    found = attempt.flat(attempt.replay.run(changes))
    return (found - attempt.flat(attempt.right)) / STEP


def parallel(a, b) -> bool:
    """Tell whether one vector is the other times a number."""
    if a.shape != b.shape or float(a.abs().max()) < NEAR or float(b.abs().max()) < NEAR:
        return False
    factor = float((a @ b) / (a @ a))
    return bool((b - factor * a).abs().max() <= NEAR * b.abs().max())
