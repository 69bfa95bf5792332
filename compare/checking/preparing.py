"""Before the search: is the candidate steady, and which gradient is whose."""

import numpy as np

from . import leaves
from .assignment import Assignment
from .places import Raised
from .unclear import Stuck


def steady(judge) -> None:
    """Require that the same call gives the same twice; note seeds that it sets."""
    inputs = judge.variation.draw(judge.variation.plans[0], "plain", 0)
    upstream = judge.upstream(inputs, 0)
    try:
        one, two = (judge.way.run(inputs, upstream, 3) for _ in range(2))
        other = judge.way.run(inputs, upstream, 4)
    except Raised:
        return
    pairs = [
        *zip(one.outputs, two.outputs),
        *zip(dict(one.found).values(), dict(two.found).values()),
    ]
    for a, b in pairs:
        if a is not None and not np.array_equal(a, b, equal_nan=True):
            raise Stuck(
                "the same call gives another result each time: its random "
                "numbers cannot be repeated"
            )
    if any(a == b for a, b in zip(one.random, other.random)):
        judge.notes.append("it sets the seed of the global random numbers")


def settle(judge) -> None:
    """Match gradients with arguments on an ordinary example."""
    inputs = judge.variation.draw(judge.variation.plans[0], "plain", 1)
    upstream = judge.upstream(inputs, 1)
    expected = judge.expect(inputs, upstream, "float64", judge.extra(inputs, 1))
    if "refused" in expected:
        raise Stuck(f"the reference cannot be differentiated: {expected['refused']}")
    right = {n: p[0] for n, p in zip(leaves.floating(inputs), expected["gradients"])}
    try:
        run = judge.way.run(inputs, upstream, 1)
    except Raised as error:
        if error.stage != "backward":
            raise Stuck(str(error)) from error
        judge.assignment = None
        return
    judge.changed(run)
    judge.assignment = Assignment(judge.way, run, inputs, right, judge.excused)
    judge.notes += judge.assignment.notes
    undirected(judge, inputs, run, right)


def undirected(judge, inputs, run, right) -> None:
    """See what a backward without upstream gradient gives: a slope or a matrix."""
    shape = np.shape(run.outputs[0])
    if judge.way.upstream or not shape or not judge.assignment.keys:
        return
    name = next(iter(right))
    found = judge.assignment.gradients(run).get(name)
    if found is None or shape != right[name].shape:
        return
    jacobian = judge.standard.ask("jacobian", inputs=inputs)["jacobian"]
    size = int(np.prod(shape))
    square = jacobian.reshape(size, size)
    if np.array_equal(square, np.diag(np.diag(square))):
        return  # each element by itself
    if found.shape == shape and not leaves.close(found, right[name], 1e-4):
        judge.mode = "diagonal"
