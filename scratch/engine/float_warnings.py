"""Silence NumPy's floating-point warnings at the price of two C calls.

`np.errstate(all="ignore")` does the same in some 50 lines of Python, which would be a
tenth of a small network's training step. The same setting holds the size of NumPy's
buffers: it copies an operand that broadcasts along rows shorter than a buffer.
"""

from contextvars import copy_context
from functools import partial

import numpy as np

ROW = 512  # elements of a buffer; rows from here on are taken as they are


def ignoring():
    """Return the context variable of NumPy's settings and its silent value."""
    before = copy_context()
    with np.errstate(all="ignore"):
        np.setbufsize(ROW)
        after = copy_context()
    changed = [item for item in after.items() if before.get(item[0]) is not item[1]]
    ((variable, value),) = changed
    return variable, value


variable, value = ignoring()
current = variable.get  # () -> the settings that hold
silence = partial(variable.set, value)  # within a try, or Ctrl-C could leave it on
restore = variable.set  # (settings) -> None
