"""Silence NumPy's floating-point warnings at the price of two C calls.

`np.errstate(all="ignore")` does the same in some 50 lines of Python, which would be a
tenth of a small network's training step.
"""

from contextvars import copy_context
from functools import partial

import numpy as np


def ignoring():
    """Return the context variable of NumPy's error handling and its silent value."""
    with np.errstate(all="warn"):
        before = copy_context()
    with np.errstate(all="ignore"):
        after = copy_context()
    changed = [item for item in after.items() if before.get(item[0]) is not item[1]]
    ((variable, value),) = changed
    return variable, value


variable, value = ignoring()
silence = partial(variable.set, value)  # () -> token
restore = variable.reset  # (token) -> None, as before `silence`
