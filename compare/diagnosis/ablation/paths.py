"""Paths of the forward pass: one treated as constant, or counted with a factor."""

from collections.abc import Iterator

import torch
from torch.fx import Node
from torch.fx.node import map_arg

from .factors import explanations
from .hypothesis import Hypothesis, line_of
from .replay import COPIES, name_of


def forward_gradients(attempt, cut=None, index=0):
    """Return the gradients by autograd over the traced forward pass.

    With `cut`, a node, nothing flows back along its argument `index`.
    """
    replay = attempt.replay
    leaves = [replay.values[n].detach().clone() for n in replay.leaves]
    values = dict(zip(replay.leaves, [t.requires_grad_() for t in leaves]))
    carried = True
    for node in replay.nodes:
        if node not in replay.forward or node in values:
            continue
        if node.op != "call_function":
            values[node] = replay.values[node]
            continue
        args, kwargs = map_arg((node.args, node.kwargs), values.get)
        if node is cut:
            carried = torch.is_tensor(args[index]) and args[index].requires_grad
            if not carried:
                return None
            args = list(args)
            args[index] = args[index].detach()
        values[node] = node.target(*args, **kwargs)
    pairs = [
        (values[o], replay.values[g]) for o, g in zip(replay.outputs, replay.upstream)
    ]
    pairs = [(o, g) for o, g in pairs if o.requires_grad]
    found = [None] * len(leaves)
    if pairs:
        outputs, upstream = zip(*pairs)
        found = torch.autograd.grad(outputs, leaves, upstream, allow_unused=True)
    return [torch.zeros_like(t) if g is None else g for g, t in zip(found, leaves)]


def paths(attempt) -> Iterator[Hypothesis]:
    """Yield the edges of the forward pass on which a factor explains what was found."""
    whole = forward_gradients(attempt)
    if not all(attempt.same(i, g) for i, g in enumerate(whole)):
        return  # part of the reference is meant to be constant
    for node in attempt.replay.nodes:
        if node not in attempt.replay.forward or node.op != "call_function":
            continue
        for index, arg in enumerate(node.args):
            if not isinstance(arg, Node) or name_of(node) in COPIES:
                continue
            try:
                cut = forward_gradients(attempt, node, index)
            except RuntimeError:
                continue
            factor = attempt.factor(cut) if cut is not None else None
            if factor is None:
                continue
            for label, rank in explanations(attempt, factor, node).items():
                told = f"the gradient along `{arg.name} -> {node.name}` is {label}"
                place = (arg.name, node.name, str(index))
                line = line_of(attempt, node)
                yield Hypothesis("path", place, label, told, rank, line)
