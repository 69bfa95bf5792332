"""A sequence by its steps: which are right, and what one passes back to others."""

import numpy as np

from . import leaves
from .hypotheses import CLOSE

BACK = "what later steps pass back (backward through time) is left out"


def over_time(case):
    """Say at which steps of a sequence a gradient is right."""
    if case.got.shape != case.right.shape or case.right.ndim < 2:
        return None
    scale = np.abs(case.right).max(initial=1e-300)
    wrong = ~(np.abs(case.got - case.right) <= CLOSE * scale)
    for axis, steps in enumerate(case.right.shape):
        others = tuple(i for i in range(case.right.ndim) if i != axis)
        at = wrong.any(others)
        if steps < 3 or at.all() or not at.any():
            continue
        if wrong.compress(at, axis).mean() <= 0.3 or not causal(case, axis):
            continue
        if not at[-1] and at[:-1].all():
            return (
                f"only the last step along axis {axis} is right, all before it are "
                f"wrong: {BACK}"
            )
        return told(at, axis)
    return None


def told(at, axis: int) -> list[str]:
    """Describe the steps that are wrong, in the words of any length."""
    count, found = int(at.sum()), np.flatnonzero(at)
    if count == 1:
        first, last = f"step {found[0]}", f"step -{len(at) - found[0]}"
        return [f"only {n} along axis {axis} is wrong" for n in (first, last)]
    if at[:count].all():  # right from the end to some step
        ahead = (f"step {count}", f"step -{len(at) - count}")
        return [
            f"along axis {axis} the steps from {n} on are right, those before it are "
            f"wrong: what {n} passes back is wrong or left out"
            for n in ahead
        ]
    listed = ", ".join(map(str, found))
    return [f"along axis {axis} the steps {listed} are wrong, the others right"]


def causal(case, axis: int) -> bool:
    """Tell whether an axis is time: outputs depend on this and earlier steps alone."""
    trial, steps = case.trial, case.right.shape[axis]
    upstream = trial.upstream[0]
    axes = [i for i, n in enumerate(upstream.shape) if n == steps]
    if not axes:
        return False
    out = axis if axis in axes else axes[0]
    place = list(leaves.floating(trial.inputs)).index(case.name)

    def gradient(step):
        chosen = np.zeros_like(upstream)
        at = [slice(None)] * upstream.ndim
        at[out] = step
        chosen[tuple(at)] = upstream[tuple(at)]
        found = case.judge.standard.ask(
            "expect",
            inputs=trial.inputs,
            upstream=[chosen, *(np.zeros_like(u) for u in trial.upstream[1:])],
            dtype="float64",
            extra=trial.extra,
        )
        return found["gradients"][place][0]

    later = np.take(gradient(0), range(1, steps), axis)
    return not later.any() and np.take(gradient(steps - 1), 0, axis).any()
