"""What one change of the right backward pass would give, and how it is told."""

from dataclasses import dataclass

# of hypotheses that fit alike, the plainer telling comes first
KINDS = ("shape", "path", "structure", "term", "pair", "value", "product")


@dataclass
class Hypothesis:
    """A mistake that gives, in every element, the gradients found.

    `place` names nodes of the traced graph, the same in traces of other sizes; `line`
    is (path, number, text) of the reference, where that is known.
    """

    kind: str
    place: tuple[str, ...]
    label: str  # what was done there
    sentence: str
    rank: float
    line: tuple | None = None

    @property
    def key(self):
        """What is the same mistake on another example."""
        return self.kind, self.place, self.label

    @property
    def order(self):
        """The best first."""
        return self.rank, KINDS.index(self.kind), self.place

    def __str__(self):
        if self.line is None:
            return self.sentence
        _, number, text = self.line
        return f"{self.sentence}, in line {number} of the reference: {text}"


def line_of(attempt, node):
    """Return the line of the reference that made a node."""
    return attempt.truth.trace.lines.get(node)
