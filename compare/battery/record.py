"""What the examples of one case have shown, in figures."""

from dataclasses import asdict, dataclass, field

import numpy as np

from .mismatch import ulps


@dataclass
class Record:
    """Counts and worst errors of one case in one dtype."""

    name: str
    dtype: str
    examples: int = 0
    exact: int = 0
    output_ulp: float = 0.0
    gradient_ulp: float = 0.0
    share: dict[str, float] = field(default_factory=dict)  # of the bound, by side
    planted: int = 0
    caught: int = 0
    clear: int = 0  # planted where three times the bound is below the error
    clear_caught: int = 0
    resolved: int = 0
    elements: int = 0
    seconds: float = 0.0
    failure: str | None = None
    keep_errors: bool = False  # for the distributions that a campaign reports
    errors: dict[str, list[float]] = field(default_factory=dict, repr=False)

    def record(self, side, kind, actual, expected, tolerance, share):
        """Take in one comparison."""
        self.share[str(side)] = max(self.share.get(str(side), 0.0), share)
        if self.keep_errors:
            error = norm_wise_error(actual, expected, self.dtype)
            self.errors.setdefault(str(side), []).append(error)
        if str(side) == "scratch":
            error = ulps(actual, expected, tolerance, self.dtype)
            if kind == "gradients":
                self.gradient_ulp = max(self.gradient_ulp, error)
            else:
                self.output_ulp = max(self.output_ulp, error)

    def plant(self, example, gradient, expected, tolerance):
        """Put a relative error of 1e-4 into one element and see whether it shows."""
        tiny = float(np.finfo(self.dtype).tiny) * 1e6
        size = np.abs(expected.astype(np.float64))
        here = np.isfinite(size) & (size > tiny) & np.isfinite(gradient)
        if not here.any():
            return
        resolved = (3 * tolerance < 1e-4 * size) & here
        self.elements += int(here.sum())
        self.resolved += int(resolved.sum())
        places = np.flatnonzero(here)
        place = places[example.rng(4).integers(len(places))]
        wrong = gradient.flat[place] * (1 + 1e-4)
        self.planted += 1
        distance = abs(float(wrong) - float(expected.flat[place]))
        seen = not distance <= float(np.ravel(tolerance)[place])
        self.caught += seen
        self.clear += bool(resolved.flat[place])
        self.clear_caught += seen and bool(resolved.flat[place])

    def row(self) -> dict:
        """Return the figures for a JSON file."""
        figures = asdict(self)
        del figures["errors"], figures["keep_errors"]
        return figures


def norm_wise_error(actual, expected, dtype) -> float:
    """Return the largest error in half epsilons of the largest element.

    Elements that the dtype has no normal number for count as its smallest one.
    """
    unit, tiny = float(np.finfo(dtype).eps) / 2, float(np.finfo(dtype).tiny)
    with np.errstate(all="ignore"):
        distance = np.abs(actual.astype(np.float64) - expected.astype(np.float64))
        size = np.abs(expected.astype(np.float64)).max(initial=tiny)
        error = float(distance.max(initial=0.0) / (unit * size))
    return error if np.isfinite(error) else 0.0
