"""The styles in which a forward and its backward are written."""

import inspect

from .candidate import Candidate, Unclear
from .layer import Layer
from .pair import Closure, Pair


def understand(candidate, known: set[str], renamed=None) -> Candidate:
    """Recognise the style in which a candidate is written."""
    if isinstance(candidate, (tuple, list)) and len(candidate) == 2:
        return Pair(*candidate, known, renamed)
    if inspect.isclass(candidate):
        return Layer(candidate, known, renamed)
    if callable(candidate):
        return Closure(candidate, known, renamed)
    raise Unclear(
        "expected two functions (forward, backward), a function that returns "
        f"(output, backward) or a class with both, got {candidate!r}"
    )
