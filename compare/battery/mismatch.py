"""A difference between two sides: finding it, and saying what it is."""

from dataclasses import dataclass, field

import numpy as np


@dataclass(repr=False, eq=False)
class Mismatch(AssertionError):
    """One side is not what it must be.

    Attributes
    ----------
    operation : str
        The public name.
    check : str
        What was compared, e.g. "gradient of weight".
    message : str
        What is wrong, with the two sides named.
    index, actual, expected, bound
        The worst element, both values, and how far apart they may be.
    """

    operation: str
    check: str
    message: str
    index: tuple[int, ...] | None = None
    actual: object = None
    expected: object = None
    bound: float | None = None
    arrays: dict = field(default_factory=dict)
    example: object = None

    def __post_init__(self):
        super().__init__(self.check)

    def __str__(self):
        lines = [f"{self.operation}: {self.check}", f"  {self.message}"]
        if self.index is not None:
            where = f"[{', '.join(map(str, self.index))}]" if self.index else "(0-d)"
            lines.append(
                f"  element {where}: got {self.actual!r}, expected {self.expected!r}"
                + self.allowance()
            )
        if self.example is not None:
            lines.append(f"  dtype {self.example.dtype}, regime {self.example.regime}")
            lines += [f"  {line}" for line in self.example.lines()]
            lines.append(f"  reproduce: {self.example.command()}")
        return "\n".join(lines)

    def allowance(self) -> str:
        """Say how far apart the two may be, and how much of it they are."""
        if self.bound is None:
            return ""
        text = f", may differ by {self.bound:.3g}"
        if not self.bound:
            return text
        times = abs(float(self.actual) - float(self.expected)) / self.bound
        return f"{text} ({times:.3g} times that)" if np.isfinite(times) else text


def same(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return where two arrays are equal, NaN equal to NaN."""
    if a.dtype.kind == "f" and b.dtype.kind == "f":
        return (a == b) | (np.isnan(a) & np.isnan(b))
    return a == b


def check_shape(operation, check, actual, expected, sides, dtype=True):
    """Require the shape, and the dtype unless `dtype` is False."""
    if actual.shape != expected.shape:
        raise Mismatch(
            operation,
            check,
            f"{sides[0]} has shape {actual.shape}, {sides[1]} {expected.shape}",
            arrays={sides[0]: actual, sides[1]: expected},
        )
    if dtype and actual.dtype != expected.dtype:
        raise Mismatch(
            operation,
            check,
            f"{sides[0]} has dtype {actual.dtype}, {sides[1]} {expected.dtype}",
            arrays={sides[0]: actual, sides[1]: expected},
        )


def check_equal(operation, check, actual, expected, sides):
    """Require equality bit for bit (a zero's sign aside)."""
    check_shape(operation, check, actual, expected, sides)
    ok = same(actual, expected)
    if ok.all():
        return
    wrong = np.argwhere(~ok)
    index = tuple(int(i) for i in wrong[0])
    raise Mismatch(
        operation,
        check,
        f"{sides[0]} and {sides[1]} must be equal bit for bit, "
        f"{len(wrong)} of {ok.size} elements differ",
        index=index,
        actual=actual[index].item(),
        expected=expected[index].item(),
        bound=0.0,
        arrays={sides[0]: actual, sides[1]: expected},
    )


def check_close(operation, check, actual, expected, tolerance, sides, also=None):
    """Require |actual - expected| <= tolerance; return the worst share of it.

    Where `expected` is not finite the two must be the same, or the same as `also`:
    torch in the tested dtype, whose overflow the wider expectation cannot show.
    """
    check_shape(operation, check, actual, expected, sides, dtype=False)
    with np.errstate(all="ignore"):
        wide = actual.astype(np.longdouble)
        distance = np.abs(wide - expected.astype(np.longdouble))
        ok = (distance <= tolerance) & np.isfinite(distance)
        ok |= same(wide, expected.astype(np.longdouble))
        ok |= overflows(actual, expected, tolerance)
        if also is not None:
            ok |= same(actual, also) & ~np.isfinite(actual)
        if ok.all():
            share = np.where((distance == 0) | ~np.isfinite(distance), 0.0, distance)
            share = share / np.where(share == 0, 1.0, tolerance)
            return float(share.max(initial=0.0))
        badness = np.where(ok, -1.0, np.nan_to_num(distance / tolerance, nan=np.inf))
    index = tuple(int(i) for i in np.unravel_index(badness.argmax(), ok.shape))
    raise Mismatch(
        operation,
        check,
        f"{sides[0]} and {sides[1]} differ by more than rounding explains, "
        f"in {int((~ok).sum())} of {ok.size} elements",
        index=index,
        actual=actual[index].item(),
        expected=expected[index].item(),
        bound=float(np.broadcast_to(tolerance, ok.shape)[index]),
        arrays={sides[0]: actual, sides[1]: expected},
    )


def overflows(actual, expected, tolerance):
    """Return where infinity is the dtype's nearest to a larger expected number."""
    most = float(np.finfo(actual.dtype).max) * (1 - 1e-6)
    reach = np.abs(expected) + np.where(np.isfinite(tolerance), tolerance, 0.0)
    same_sign = np.signbit(actual) == np.signbit(expected)
    return np.isinf(actual) & same_sign & (reach > most)


def check_that(condition, operation, check, message):
    """Require a property that is not a comparison of arrays."""
    if not condition:
        raise Mismatch(operation, check, message)


def ulps(actual: np.ndarray, expected: np.ndarray, tolerance, dtype) -> float:
    """Return the largest difference in ULP of the largest element.

    Elements that lose more than three digits to cancellation are passed over.
    """
    with np.errstate(all="ignore"):
        lost = 1e3 * float(np.finfo(dtype).eps)
        difference = np.abs(actual.astype(np.float64) - expected.astype(np.float64))
        size = np.abs(expected.astype(np.float64))
        finite = np.isfinite(difference) & np.isfinite(size)
        finite &= (difference == 0) | (tolerance < lost * size)
        if not finite.any():
            return 0.0
        largest = size[finite].max()
        unit = (
            float(np.spacing(max(largest, float(np.finfo(dtype).tiny)), dtype=dtype))
            if largest <= float(np.finfo(dtype).max)
            else np.inf
        )
    return float(difference[finite].max()) / unit
