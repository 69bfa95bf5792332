"""One call with its right gradients and those that were found."""

from dataclasses import dataclass, field, replace

import numpy as np
import torch

from ...oracle import Truth
from ...oracle.truth import inputs_of
from .replay import Replay

LIMIT = 1e-7  # of the largest element of a gradient: more than float64 loses
FEWEST = 2  # elements that must differ: no name rests on one


@dataclass(eq=False)
class Attempt:
    """The gradients found for a call, beside the right ones.

    `found` has an array, or None where none was given, for every gradient of the truth;
    `ignored` are the indices of those that nobody asks for.
    `options` are the numbers that the call was given, by their names. `previous` is the
    truth of the call before, of the same shapes, whose values a stale cache would hold.
    """

    truth: Truth
    found: list
    previous: Truth | None = None
    limit: float = LIMIT
    options: dict = field(default_factory=dict)
    ignored: frozenset = frozenset()
    right: list = field(init=False)
    got: list = field(init=False)
    scale: list = field(init=False)

    def __post_init__(self):
        self.right = [torch.as_tensor(q.value) for q in self.truth.gradients]
        self.got = [
            None if g is None else torch.as_tensor(np.asarray(g, dtype=np.float64))
            for g in self.found
        ]
        self.got = [widened(g, r) for g, r in zip(self.got, self.right)]
        self.scale = [
            float(r.abs().max()) or 1.0 if r.numel() else 1.0 for r in self.right
        ]
        self.replay = Replay(self.truth.trace, inputs_of(self.truth))
        self.wrong = frozenset(
            i
            for i, (g, r) in enumerate(zip(self.got, self.right))
            if i not in self.ignored and not self.same(i, g)
        )

    @property
    def names(self):
        """The names of the gradients."""
        return [q.name for q in self.truth.gradients]

    @property
    def finite(self) -> bool:
        """Whether every number that was found is one."""
        return all(g is not None and bool(g.isfinite().all()) for g in self.got)

    @property
    def shaped(self) -> bool:
        """Whether every gradient has the shape of its argument."""
        return all(
            g is not None and g.shape == r.shape for g, r in zip(self.got, self.right)
        )

    @property
    def differing(self) -> int:
        """How many elements differ."""
        return sum(
            int(((g - r).abs() > self.limit * s).sum())
            for g, r, s in zip(self.got, self.right, self.scale)
            if g is not None and g.shape == r.shape
        )

    def same(self, i, other, reference=None) -> bool:
        """Tell whether a gradient is, element by element, another one."""
        reference = self.right[i] if reference is None else reference
        if other is None or other.shape != reference.shape:
            return False
        return bool(((other - reference).abs() <= self.limit * self.scale[i]).all())

    def predicted(self, gradients) -> bool:
        """Tell whether these gradients are those found."""
        return all(
            i in self.ignored or self.same(i, g, self.got[i])
            for i, g in enumerate(gradients)
        )

    def alone(self, i) -> "Attempt":
        """Return the attempt in which of the wrong gradients one alone counts."""
        return replace(self, ignored=self.ignored | (self.wrong - {i}))

    def flat(self, gradients):
        """Return all elements in one vector, each gradient on its own scale."""
        parts = [
            g.reshape(-1) / s
            for i, (g, s) in enumerate(zip(gradients, self.scale))
            if i not in self.ignored
        ]
        return torch.cat(parts) if parts else torch.zeros(0, dtype=torch.float64)

    def factor(self, cut) -> float | None:
        """Return the factor on a cut edge that gives what was found, if one does."""
        carried = self.flat(self.right) - self.flat(cut)
        wanted = self.flat(self.got) - self.flat(cut)
        if not bool(carried.isfinite().all()) or float(carried.abs().max()) < 1e-6:
            return None
        factor = float((carried @ wanted) / (carried @ carried))
        away = float((wanted - factor * carried).abs().max())
        return factor if away <= self.limit * (1 + abs(factor)) else None


def widened(got, right):
    """Spread a gradient over axes along which it was left narrow."""
    if got is None or got.shape == right.shape or got.ndim != right.ndim:
        return got
    narrow = all(a in (1, b) for a, b in zip(got.shape, right.shape))
    return got.expand(right.shape) if narrow else got
