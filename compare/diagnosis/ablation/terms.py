"""Terms of the backward pass: one left out, or with a factor; and two at once."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch.fx import Node

from .factors import explanations
from .hypothesis import Hypothesis, line_of


@dataclass
class Term:
    """What flows along an edge of the backward pass, and what of it reaches the end."""

    node: Node
    index: int
    share: torch.Tensor  # of all gradients, flat

    @property
    def arg(self):
        """Where the edge begins."""
        return self.node.args[self.index]

    @property
    def words(self):
        """The edge in words."""
        return f"the term `{self.arg.name}` in `{self.node.name}` of the backward pass"


def edges(attempt, after=True) -> Iterator[tuple[Node, int]]:
    """Yield the edges of the backward pass that depend on what came in, or do not."""
    replay = attempt.replay
    for node in replay.backward:
        if node in replay.forward:
            continue
        seen = set()
        for index, arg in enumerate(node.args):
            if replay.tensor(arg) is None or arg in seen:
                continue
            seen.add(arg)
            if (arg in replay.after) is after and attempt.wrong <= reached(
                replay, node
            ):
                yield node, index


def reached(replay, node):
    """Return which gradients depend on a node, computed once."""
    cache = replay.__dict__.setdefault("reach", {})
    if node not in cache:
        cache[node] = replay.reaches(node)
    return cache[node]


def terms(attempt) -> list[Term]:
    """Cut every edge that carries the upstream gradient."""
    found, right = [], attempt.flat(attempt.right)
    for node, index in edges(attempt):
        zero = torch.zeros_like(attempt.replay.tensor(node.args[index]))
        try:
            value = attempt.replay.with_argument(node, index, zero)
            cut = attempt.replay.run({node: value})
        except RuntimeError:
            continue
        share = right - attempt.flat(cut)
        if bool(share.isfinite().all()) and float(share.abs().max()) > 1e-6:
            found.append(Term(node, index, share))
    return found


def single_terms(attempt, found) -> Iterator[Hypothesis]:
    """Yield the terms on which one factor explains what was found."""
    away = attempt.flat(attempt.got) - attempt.flat(attempt.right)
    for term in found:
        more = float((term.share @ away) / (term.share @ term.share))
        rest = float((away - more * term.share).abs().max())
        if rest > attempt.limit * (1 + abs(more)):
            continue
        for label, rank in explanations(attempt, 1 + more, term.node).items():
            place = (term.arg.name, term.node.name, str(term.index))
            told, line = f"{term.words} is {label}", line_of(attempt, term.node)
            yield Hypothesis("term", place, label, told, rank + 0.25, line)


def term_pairs(attempt, found, most=20_000) -> Iterator[Hypothesis]:
    """Yield the pairs of terms, each with its factor, that explain what was found."""
    if len(found) < 2:
        return
    away = attempt.flat(attempt.got) - attempt.flat(attempt.right)
    shares = torch.stack([t.share for t in found])
    gram, along = shares @ shares.T, shares @ away
    number = 0
    for i in range(len(found)):
        for j in range(i):
            number += 1
            determinant = gram[i, i] * gram[j, j] - gram[i, j] ** 2
            if number > most or determinant <= 1e-9 * gram[i, i] * gram[j, j]:
                continue
            a = float((along[i] * gram[j, j] - along[j] * gram[i, j]) / determinant)
            b = float((along[j] * gram[i, i] - along[i] * gram[i, j]) / determinant)
            rest = float((away - a * shares[i] - b * shares[j]).abs().max())
            if rest > attempt.limit * (1 + abs(a) + abs(b)):
                continue
            yield from told_pair(attempt, (found[i], 1 + a), (found[j], 1 + b))


def told_pair(attempt, first, second) -> Iterator[Hypothesis]:
    """Tell a pair whose factors are both explained."""
    one, two = first[0], second[0]
    whys = [explanations(attempt, x, t.node) for t, x in (first, second)]
    for x, rank in whys[0].items():
        for y, more in whys[1].items():
            place = (one.arg.name, one.node.name, two.arg.name, two.node.name)
            told = f"{one.words} is {x}, and {two.words} is {y}"
            line = line_of(attempt, one.node)
            label = f"{x} and {y}"
            yield Hypothesis("pair", place, label, told, 3 + rank + more, line)
