"""The checks that the field uses, run on a bug: which of them would let it pass.

Each check takes an operation, a function to judge and a seed, and returns whether it
is satisfied.
"""

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from . import collect
from .operation import Operation, cast
from .trial import Outcome, try_out

STEP = {"float64": 1e-6, "float32": 1e-3}


def upstream_of_ones(operation, function, seed, fixed) -> bool:
    """Compare gradients with torch's after `output.sum().backward()`."""
    rng = np.random.default_rng(seed)
    arguments = operation.draw(rng, **fixed)
    shape = operation.evaluate(arguments)["output"].shape
    return agrees(operation, function, arguments, np.ones(shape), "d")


def batch_of_one(operation, function, seed, fixed) -> bool:
    """Compare gradients with the right ones for a single example."""
    rng = np.random.default_rng(seed)
    arguments = operation.draw(rng, **{**fixed, "n": 1})
    right, _ = operation.function(**copied(arguments))
    doutput = rng.standard_normal(np.shape(right))
    expected = operation.run(operation.function, arguments, doutput)
    actual = operation.run(function, arguments, doutput)
    return close(actual, expected, "d")


def forward_only(operation, function, seed, fixed) -> bool:
    """Compare nothing but the output with torch's."""
    trial = try_out(operation, function, seed, fixed=fixed)
    return close(trial.actual, trial.expected, "output")


def gradients_exist(operation, function, seed, fixed) -> bool:
    """Ask only that every gradient is there and has the shape of its argument."""
    trial = try_out(operation, function, seed, fixed=fixed)
    return all(
        name in trial.actual and trial.actual[name].shape == value.shape
        for name, value in trial.expected.items()
        if name.startswith("d")
    )


def global_norm_ratio(operation, function, seed, fixed) -> bool:
    """Compare with central differences by one ratio of norms over all gradients."""
    trial, slopes = differences(operation, function, seed, fixed, "float64")
    gradients = {n: trial.actual[n] for n in slopes}
    if any(gradients[n].shape != slopes[n].shape for n in slopes):
        return False
    gap = sum(((gradients[n] - slopes[n]) ** 2).sum() for n in slopes) ** 0.5
    size = sum((gradients[n] ** 2).sum() for n in slopes) ** 0.5
    size += sum((slopes[n] ** 2).sum() for n in slopes) ** 0.5
    return bool(gap / max(size, 1e-300) < 1e-7)


def differences_in_float32(operation, function, seed, fixed) -> bool:
    """Compare with central differences in float32, at a tolerance of 1e-2."""
    trial, slopes = differences(operation, function, seed, fixed, "float32")
    return all(
        trial.actual[n].shape == slopes[n].shape
        and bool(np.allclose(trial.actual[n], slopes[n], rtol=1e-2, atol=1e-2))
        for n in slopes
    )


CHECKS: dict[str, Callable] = {
    "upstream of ones": upstream_of_ones,
    "batch of one": batch_of_one,
    "output only": forward_only,
    "gradients exist": gradients_exist,
    "one ratio of norms": global_norm_ratio,
    "differences in float32": differences_in_float32,
}


def passed(bug, seeds: Sequence[int] = (0, 1, 2)) -> dict[str, bool | None]:
    """Return which checks a bug passes on every seed.

    None stands for a check that cannot run here, or that rejects the right operation
    as well. Each check draws its arguments as it would anyway, without what shows the
    bug.
    """
    operation = bug.operation
    if operation.program:
        return dict.fromkeys(CHECKS)
    return {
        name: verdict(check, operation, bug.function, seeds)
        if name in sound(operation.name, seeds)
        else None
        for name, check in CHECKS.items()
    }


@cache
def sound(name: str, seeds: Sequence[int]) -> set[str]:
    """Return the checks that the right operation passes."""
    operation = next(
        b.operation for b in collect().values() if b.operation.name == name
    )
    return {
        check
        for check, run in CHECKS.items()
        if verdict(run, operation, operation.function, seeds)
    }


def verdict(check, operation, function, seeds) -> bool:
    """Run one check on several seeds; whatever a function raises has been seen."""
    try:
        with np.errstate(all="ignore"):
            return all(check(operation, function, seed, {}) for seed in seeds)
    except Exception:
        return False


def differences(operation: Operation, function, seed, fixed, dtype):
    """Return a trial and the slopes of the function's own forward."""
    trial: Outcome = try_out(operation, function, seed, dtype=dtype, fixed=fixed)
    step, slopes = STEP[dtype], {}
    for name in operation.gradients:
        if not isinstance(trial.arguments.get(name), np.ndarray):
            continue
        slope = np.zeros_like(trial.arguments[name])
        for index in np.ndindex(slope.shape):
            ends = []
            for sign in (1, -1):
                moved = copied(trial.arguments)
                moved[name][index] += sign * step
                output, _ = function(**moved)
                ends.append((output * trial.doutput).sum())
            slope[index] = (ends[0] - ends[1]) / (2 * step)
        slopes[f"d{name}"] = slope
    return trial, cast(slopes, dtype)


def agrees(operation, function, arguments, doutput, kind) -> bool:
    """Compare with torch at the usual tolerances."""
    expected = operation.evaluate(arguments, doutput)
    return close(operation.run(function, arguments, doutput), expected, kind)


def close(actual, expected, kind) -> bool:
    """Compare the quantities whose names begin with `kind`, NumPy's tolerances."""
    return all(
        actual[name].shape == value.shape
        and bool(np.allclose(actual[name], value, rtol=1e-5, atol=1e-8, equal_nan=True))
        for name, value in expected.items()
        if name.startswith(kind)
    )


def copied(arguments: dict) -> dict:
    """Copy the arrays among the arguments."""
    return {
        n: v.copy() if isinstance(v, np.ndarray) else v for n, v in arguments.items()
    }
