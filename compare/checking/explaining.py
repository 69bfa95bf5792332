"""Explain a difference: precision, a convention, another subgradient, or a mistake."""

from dataclasses import dataclass, field

import numpy as np

from . import kinks, leaves, numeric
from .trial import Attempt

FEW_DIGITS = 3e-6  # a constant of six digits is off by less
LOST = 1e-2  # beyond it no dtype explains a difference
VANISHED = 1e-9  # what is smaller may be lost in 1 - p where all functions are flat
EXTREME = ("large", "huge", "offset", "small")
GUARDED = (
    "a formula less stable than the reference: not finite where the reference holds a "
    "number away from zero (a clamp or an eps of its own)"
)
EMPTY = "an empty batch gives no zeros but {}"


@dataclass
class Failure:
    """What is wrong, and the call that shows it."""

    quantity: str
    message: str
    trial: Attempt | None = None
    difference: object = None
    names: list = field(default_factory=list)
    diagnosis: list = field(default_factory=list)
    regime: str = "plain"


def missing(judge, words) -> Failure:
    """Say that a parameter has no gradient."""
    name = f"no gradient for {words}"
    message = f"backward gives no gradient for {words}: None, or too few"
    return Failure("gradients", message, names=[name], diagnosis=[message])


def explain(judge, trial: Attempt, regime: str) -> Failure | None:
    """Return what is wrong unless something harmless explains every difference."""
    found = trial.differences
    if not found:
        return None
    first = found[0]
    if regime == "empty":
        note(
            judge,
            EMPTY.format("an exception" if first.kind == "raises" else "other numbers"),
        )
        return None
    if first.kind == "raises":
        return Failure(
            "backward", first.message, trial, first, [first.message], regime=regime
        )
    values = [d for d in found if d.kind == "value"]
    if len(values) == len(found):
        if unguarded(judge, trial, values):
            return None
        if (
            regime in EXTREME
            and judge.tried
            and harmless_extreme(judge, trial, values, regime)
        ):
            return None
        if precise(judge, trial, values):
            return None
        if numeric.explained(judge, trial, values, regime):
            return None
        rest = [d for d in values if not d.quantity.startswith("the output")]
        if len(rest) == len(values):
            if conventional(judge, trial, values):
                return None
            if kinks.explained(judge, trial, values):
                return None
    worst = next((d for d in found if d.kind == "shape"), found[0])
    if judge.mode == "diagonal":
        worst = found[0]
    elif worst.quantity.startswith("the output") and worst.size < numeric.NEARBY:
        # a small constant in the forward is not what is wrong with the gradients
        worst = max(found, key=lambda d: d.size)
    return Failure(worst.quantity, worst.message, trial, worst, regime=regime)


def other_rank(judge, trial) -> bool:
    """Note that a backward does not take another rank; values that differ are wrong."""
    bad = [d for d in trial.differences if d.kind in ("raises", "shape", "missing")]
    if bad:
        count = np.ndim(next(iter(leaves.arrays(trial.inputs).values())))
        note(judge, f"its backward does not take {count} dimensions: {bad[0].message}")
    return bool(bad)


def unguarded(judge, trial, values) -> bool:
    """Tell whether it lacks a guard, and nothing else: not finite where one acts."""
    if not trial.expected.get("guarded") or not judge.tried:
        return False
    if any(np.isfinite(d.tolerance[d.wrong]).any() for d in values):
        return False
    note(judge, GUARDED)
    return True


def harmless_extreme(judge, trial, values, regime) -> bool:
    """Tell whether the formula is only less stable far out, and note it."""
    bad = [d for d in values if not np.isfinite(d.size)]
    worst = max((d.size for d in values), default=0.0)
    if regime in ("huge", "large") and bad:
        words = (
            "a formula less stable than the reference: not finite where numbers are "
            "large"
        )
    elif (
        worst < LOST
        or regime in ("huge", "offset", "small")
        or all(np.abs(d.got - d.expected).max() < VANISHED for d in values)
    ):
        words = (
            f"a formula less stable than the reference: off by {worst:.1e} of the "
            "largest value where numbers are "
            f"{'small' if regime == 'small' else 'large'}"
        )
    else:
        return False
    if not any(w.startswith("a formula less stable") for w in judge.precision):
        judge.precision.append(words)
    return True


def precise(judge, trial, values) -> bool:
    """Tell whether the dtype explains it, and note how much it is."""
    worst = max(d.size for d in values)
    if trial.dtype == "float32" and worst < LOST:
        rounded = leaves.cast(leaves.cast(trial.inputs, "float32"), "float64")
        again = judge.attempt(rounded, "float64", trial.seed)
        if again.skipped or not again.differences or small(again.differences):
            note(
                judge,
                f"less accurate than float32 need be: off by {worst:.1e} of the "
                "largest value",
            )
            return True
        return False
    if trial.dtype == "float64" and worst < FEW_DIGITS:
        again = judge.attempt(trial.inputs, "float32", trial.seed)
        if not again.skipped and all(
            d.kind == "value" and d.size < LOST for d in again.differences
        ):
            digits = max(1, int(-np.log10(max(worst, 1e-300))))
            words = (
                f"it agrees to {digits} digits, not to float64's 15: constants of few "
            )
            words += "digits, or computed in float32"
            if digits > 11:
                words = (
                    f"less accurate than the reference: by {worst:.0e} of the largest"
                )
            note(judge, words)
            return True
    return False


def small(differences) -> bool:
    """Tell whether differences are those of constants of few digits."""
    return all(d.kind == "value" and d.size < FEW_DIGITS for d in differences)


def note(judge, words) -> None:
    """Keep one note of a kind."""
    if not any(w.partition(":")[0] == words.partition(":")[0] for w in judge.precision):
        judge.precision.append(words)


def conventional(judge, trial, values) -> bool:
    """Tell whether parameters' gradients are divided by the number of examples."""
    names = list(trial.gradients())
    if judge.scaled:
        return False
    if not judge.way.upstream:
        return averaged(judge, trial, values)
    if len(names) < 2:
        return False
    arrays, right = leaves.arrays(trial.inputs), trial.gradients()
    got = judge.assignment.gradients(trial.run)
    wrong = {d.quantity for d in values}
    first, others = names[0], [n for n in names[1:] if n in judge.assignment.keys]
    if first in wrong or {n for n in others if np.any(right[n])} != wrong:
        return False
    for axis, size in enumerate(arrays[first].shape):
        if size < 2 or size in [s for n in wrong for s in arrays[n].shape]:
            continue
        if all(
            leaves.close(
                judge.shaped(got[n], right[n]) * size,
                right[n],
                1e-6 if trial.dtype == "float64" else 1e-3,
            )
            for n in wrong
        ):
            judge.scaled = dict.fromkeys(others, (first, axis))
            words = " and ".join(others)
            judge.conventions.append(
                f"the gradients of {words} are divided by the {size} examples: "
                "upstream is "
                "that of each example's own loss, 1/m is taken here (a course's "
                "convention)"
            )
            return True
    return False


def averaged(judge, trial, values) -> bool:
    """Tell whether losses of single rows come with the gradient of their mean."""
    output = np.asarray(trial.run.outputs[0])
    if not output.ndim or len(output) < 2 or trial.dtype != "float64":
        return False
    got, right = judge.assignment.gradients(trial.run), trial.gradients()
    arrays = leaves.arrays(trial.inputs)
    for axis, count in ((0, len(output)), (None, output.size)):
        if all(
            np.shape(arrays[d.quantity])[:1] == output.shape[:1]
            and leaves.close(got[d.quantity] * count, right[d.quantity], 1e-6)
            for d in values
        ):
            judge.scaled = {d.quantity: (d.quantity, axis) for d in values}
            what = "rows" if axis == 0 else "elements"
            judge.conventions.append(
                f"the loss is that of each of the {what}, the gradient that of their "
                "mean: 1/n is taken in backward"
            )
            return True
    return False
