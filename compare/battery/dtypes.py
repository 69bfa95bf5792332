"""The battery for other dtypes: bools and integers, alone or among real numbers."""

import numpy as np

from ..cases.case import FunctionCase
from .example import Example
from .mismatch import Mismatch, check_equal, check_shape, check_that
from .refusals import CLEAR
from .runs import invoke, named
from .sides import SCRATCH, TORCH, Side, is_float, leaves, replace

OTHERS = ("int64", "uint8", "bool", "int32")
SLACK = 64.0  # eps times the largest element: conversions are exact, sums short


def check_dtypes(example: Example) -> None:
    """Require torch's dtype and values, or a clear refusal, for other dtypes."""
    case = example.case
    paths = [p for p, a in leaves(example.arguments).items() if is_float(a)]
    if not paths or not case.whole_numbers:
        return
    rng = example.rng(7)
    wanted = OTHERS[rng.integers(len(OTHERS))]
    alone = rng.integers(3) > 0  # all of them, or one among real numbers
    chosen = paths if alone else [paths[rng.integers(len(paths))]]

    def change(path, array):
        return whole(array, wanted) if path in chosen else array.copy()

    arguments = replace(example.arguments, change)
    for default in ("float32", "float64"):
        ours = outcome(case, SCRATCH, arguments, example.seed, default)
        theirs = outcome(case, TORCH, arguments, example.seed, default)
        compare(case, f"{' and '.join(chosen)} of {wanted}", ours, theirs)


def whole(array: np.ndarray, dtype: str) -> np.ndarray:
    """Return small whole numbers like those of an array."""
    low = 0 if dtype in ("uint8", "bool") else -100
    return np.asarray(np.nan_to_num(array).clip(low, 100), dtype)


def outcome(case: FunctionCase, side: Side, arguments, seed, default):
    """Return what a call gives, by name, or its exception."""
    given = replace(arguments, lambda path, array: side.tensor(array.copy()))
    try:
        with side.default_dtype(np.dtype(default)):
            outputs = named(invoke(case, side, given, seed), side)
    except Exception as error:
        return error
    return {name: np.array(side.array(value)) for name, value in outputs.items()}


def compare(case: FunctionCase, what: str, ours, theirs) -> None:
    """Compare two outcomes; refusing more than torch does gives no wrong number."""
    if isinstance(ours, Exception):
        clear = isinstance(ours, (*CLEAR, RuntimeError)) and str(ours)
        check_that(bool(clear), case.name, what, f"scratch raises {ours!r}")
        return
    if isinstance(theirs, Exception):
        raise Mismatch(case.name, what, f"scratch takes what torch refuses: {theirs}")
    names = "scratch", "torch"
    for name, actual in ours.items():
        expected = theirs[name]
        check_shape(case.name, f"{name} for {what}", actual, expected, names)
        if is_float(expected):
            check_near(case.name, f"{name} for {what}", actual, expected)
        else:
            check_equal(case.name, f"{name} for {what}", actual, expected, names)


def check_near(name: str, check: str, actual: np.ndarray, expected: np.ndarray) -> None:
    """Require equal values but for rounding at the size of the largest."""
    size = np.abs(expected[np.isfinite(expected)]).max(initial=0.0)
    limit = SLACK * np.finfo(expected.dtype).eps * size * max(expected.ndim, 1)
    alike = (actual == expected) | ((actual != actual) & (expected != expected))
    alike |= np.abs(actual - expected) <= limit
    worst = "" if alike.all() else f"{actual[~alike][0]} for {expected[~alike][0]}"
    check_that(bool(alike.all()), name, check, f"scratch has {worst}")
