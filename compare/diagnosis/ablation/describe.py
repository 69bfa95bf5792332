"""The difference alone: said before any ratio, and where no hypothesis fits."""

import numpy as np

from ..context import Context
from ..structure import structure
from .shapes import unusual


def describe(attempt) -> list[str]:
    """Describe each gradient that differs; no name is given.

    Missing gradients, wrong shapes and numbers that are none come first, and alone.
    """
    said = list(unusual(attempt))
    if said:
        return said
    context = Context(arrays={})
    for i in sorted(attempt.wrong):
        got, right = attempt.got[i].numpy(), attempt.right[i].numpy()
        with np.errstate(all="ignore"):
            seen = structure(got, right, attempt.limit, context)
        said.append(f"the gradient of {attempt.names[i]} differs: {'; '.join(seen)}")
    return said
