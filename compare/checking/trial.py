"""What is tried: the kinds of input, one call of a candidate, and a difference."""

from dataclasses import dataclass, field

import numpy as np

from ..diagnosis.noise import differing


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


def agreeing(name, actual, expected, doutput, dtype) -> np.ndarray:
    """Return where two arrays agree up to plain rounding.

    Where terms cancel (1 - y**2 near y = 1), rounding is that of the terms: of the
    upstream gradient for gradients, of 1 for outputs.
    """
    limit = 1e-9 if np.dtype(dtype) == np.float64 else 1e-4
    ok = ~differing(actual, expected, limit)
    ok |= ~np.isfinite(expected) | (np.abs(expected) > 1e30)
    size = np.abs(doutput).max(initial=0.0) if name.startswith("d") else 1.0
    with np.errstate(all="ignore"):
        ok |= np.abs(actual - expected) <= 64 * np.finfo(dtype).eps * size
    return ok


def draw_upstream(rng, shape, rounded: bool) -> np.ndarray:
    """Draw a random upstream gradient; of few digits where it is to be shown."""
    if rounded:
        return np.asarray(rng.choice((-1, 1), shape) * rng.integers(1, 13, shape) / 4)
    return np.asarray(rng.standard_normal(shape))


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
