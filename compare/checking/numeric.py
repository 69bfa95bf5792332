"""The derivative of a candidate's own forward, by differences.

Where the forward is the reference's but for a small constant (another eps, a constant
of few digits), its gradients must still be those of what it computes.
"""

import numpy as np

from . import leaves

NEARBY = 2e-3  # of the largest value: a forward beyond it is another function
STEP = 3e-4  # of a difference of fourth order
EXTREME = ("large", "huge", "offset", "small")
WORDS = "its forward is the reference's but for"
MOST = 96  # elements of an argument that are moved one by one
CLOSE = 3e-7  # what differences of this step leave, of the largest derivative


def own_derivative(judge, trial) -> bool:
    """Tell whether the gradients are those of the candidate's own forward."""
    if judge.mode != "vjp" or judge.scaled:
        return False
    got = judge.assignment.gradients(trial.run)
    inputs = leaves.cast(trial.inputs, "float64")
    for name, gradient in got.items():
        value = leaves.arrays(inputs)[name]
        if gradient is None:
            return False
        mine = judge.shaped(np.asarray(gradient, float), value)
        if mine.shape != value.shape:
            return False
        for direction in directions(value.shape):
            slope = difference(judge, trial, inputs, name, direction)
            claimed = float((mine * direction).sum())
            scale = np.abs(mine).max(initial=0.0) + sum(
                np.abs(u).max(initial=0.0) for u in trial.upstream
            )
            if not abs(slope - claimed) <= CLOSE * max(scale, abs(slope)):
                return False
    return True


def directions(shape) -> list:
    """Return every axis of a small argument, some random directions of a large one."""
    size = int(np.prod(shape))
    if size <= MOST:
        return [d.reshape(shape) for d in np.eye(size)]
    random = np.random.default_rng(size)
    return [random.choice([-1.0, 0.0, 0.0, 1.0], shape) for _ in range(24)]


def difference(judge, trial, inputs, name, direction) -> float:
    """Return the difference quotient of the outputs along a direction."""
    value = leaves.arrays(inputs)[name]

    def total(step):
        moved = leaves.having(inputs, {name: value + step * direction})
        outputs = judge.way.forward(moved, trial.seed).outputs
        return sum(float((u * o).sum()) for u, o in zip(trial.upstream, outputs))

    near, far = (total(h) - total(-h) for h in (STEP, 2 * STEP))
    return (8 * near - far) / (12 * STEP)


def explained(judge, trial, values, regime) -> bool:
    """Tell whether only a small constant differs, in the forward as in the backward."""
    forward = [d for d in values if d.quantity.startswith("the output")]
    known = any(c.startswith(WORDS) for c in judge.conventions)
    near = all(d.size < NEARBY for d in values)
    if not forward:
        return False
    words = "its output is the reference's but for"
    noted = any(w.startswith(words) for w in judge.precision)
    far = regime in EXTREME or (noted and all(d.size < 0.1 for d in values))
    if (near or far) and len(forward) == len(values) and regime != "evaluation":
        if not noted:
            judge.precision.append(
                f"{words} {forward[0].size:.0e} of the largest value (a small constant "
                "added, as in log(p + 1e-7)?); the gradients are right"
            )
        return True
    if not (near or (known and regime != "evaluation")):
        return False
    if trial.dtype == "float32":
        return known and near  # seen to be its own derivative in float64
    if not own_derivative(judge, trial):
        return False
    if not known:
        judge.conventions.append(
            f"{WORDS} {forward[0].size:.0e} of the largest value (another eps or "
            "constant); the gradients are those of its own forward"
        )
    return True
