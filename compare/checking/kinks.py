"""Where a function has a kink or a tie, more than one gradient is right."""

import numpy as np

from . import leaves


def explained(judge, trial, values) -> bool:
    """Tell whether the candidate takes another valid subgradient, and note it.

    Its gradient must lie between the gradients on the sides of the kink, element by
    element and in sum along the input: a share of each tied element is right, the whole
    gradient to every one is not.
    """
    if judge.mode != "vjp":
        return False
    if trial.dtype != "float64":
        wide = leaves.cast(leaves.cast(trial.inputs, trial.dtype), "float64")
        again = judge.attempt(wide, "float64", trial.seed)
        found = again.differences
        if again.skipped or not found or any(d.kind != "value" for d in found):
            return False
        return explained(judge, again, found)
    sides = judge.standard.ask(
        "nearby", inputs=trial.inputs, upstream=trial.upstream, extra=trial.extra
    )
    if "sides" not in sides:
        return False
    names = list(trial.gradients())
    for d in values:
        stack = np.stack([s[names.index(d.quantity)] for s in sides["sides"]])
        spread = stack.max(0) - stack.min(0)
        scale = np.abs(stack).max(initial=1e-30)
        kinked = spread > 1e-6 * scale
        if (d.wrong & ~kinked).any():
            return False
    if not judge.way.upstream:
        return between(judge, trial, values, sides["sides"], names)
    upstream = [np.abs(u) + 0.5 for u in trial.upstream]
    inputs = trial.inputs
    sides = judge.standard.ask(
        "nearby", inputs=inputs, upstream=upstream, extra=trial.extra
    )["sides"]
    run = judge.way.run(leaves.cast(inputs, "float64"), upstream, trial.seed)
    trial = type(trial)(inputs, upstream, "float64", trial.seed, trial.extra, run)
    return between(judge, trial, values, sides, names)


def between(judge, trial, values, sides, names) -> bool:
    """Tell whether gradients lie between those of the sides, in sum as well."""
    got = judge.assignment.gradients(trial.run)
    told = []
    for d in values:
        index = names.index(d.quantity)
        stack = np.stack([s[index] for s in sides])
        mine = judge.shaped(np.asarray(got[d.quantity]), stack[0])
        slack = 1e-6 * np.abs(stack).max(initial=1e-30)
        if mine.shape != stack[0].shape or not np.isfinite(mine).all():
            return False
        low, high = stack.min(0) - slack, stack.max(0) + slack
        if ((mine < low) | (mine > high)).any():
            return False
        total = stack.reshape(len(stack), -1).sum(1)
        wide = slack * max(1, mine.size)
        if not total.min() - wide <= mine.sum() <= total.max() + wide:
            judge.tied = True
            return False
        told.append(d.quantity)
    words = "another valid subgradient where there is a kink or a tie"
    if words not in judge.conventions:
        judge.conventions.append(words)
    return True
