"""What is tried: the kinds of input, one call of a candidate, and a difference."""

from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Plan:
    """One kind of input to try.

    Attributes
    ----------
    largest : float
        Floating inputs are scaled down to it.
    """

    title: str
    dtype: str
    regimes: tuple[str, ...]
    largest: float
    share: float = 1.0


PLANS = (
    Plan("ordinary numbers", "float64", ("plain",), 8.0, 2.0),
    Plan("zeros and ties", "float64", ("exact",), 8.0),
    Plan("large numbers", "float64", ("plain",), 1e6),
    Plan("offsets and heavy tails", "float64", ("wild",), 1e6),
    Plan("float32", "float32", ("plain",), 8.0),
)


class Difference(AssertionError):
    """The candidate differs from the reference, or does not run."""

    def __init__(self, quantity, message, trial, got=None, expected=None, index=None):
        super().__init__(quantity)
        self.quantity, self.message, self.trial = quantity, message, trial
        self.got, self.expected, self.index = got, expected, index


@dataclass
class Trial:
    """One call: what was given, what came of it."""

    arguments: dict
    doutput: np.ndarray
    expected: dict
    actual: dict | None = None
    rounding: dict | None = None
    touched: list[str] = field(default_factory=list)


def copied(arguments: dict) -> dict:
    """Copy the arrays among the arguments."""
    return {
        n: v.copy() if isinstance(v, np.ndarray) else v for n, v in arguments.items()
    }


def place(error: BaseException) -> str:
    """Return the deepest line of the candidate's own code."""
    found, frame = "", error.__traceback__
    while frame is not None:
        path = frame.tb_frame.f_code.co_filename
        if "/compare/checking/" not in path and "site-packages" not in path:
            found = f" ({path.rpartition('/')[2]}:{frame.tb_lineno})"
        frame = frame.tb_next
    return found
