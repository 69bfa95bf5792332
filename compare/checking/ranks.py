"""Calls of other ranks and with options at the ends of their range."""

import numpy as np

from . import leaves, roles
from .explaining import Failure
from .laying import look_up
from .places import Raised
from .unclear import Stuck

SHAPES = {1: (5,), 3: (2, 3, 4), 4: (2, 3, 2, 4), 5: (2, 1, 3, 2, 2)}
ENDS = {
    "p": (0.0, 1.0),
    "label_smoothing": (0.0, 1.0),
    "negative_slope": (0.0, 1.0),
    "alpha": (0.0,),
    "beta": (0.0,),
}


def of_rank(judge, rank: int, number: int):
    """Return a call in which all arrays have another rank, if both sides take it."""
    arrays = judge.variation.arrays
    shapes = {a.shape for a in arrays.values()}
    kinds = {r.kind for r in judge.variation.roles.values()}
    bound = kinds & {"index", "rows", "columns", "onehot", "onehot columns"}
    if len(shapes) != 1 or bound or len(next(iter(shapes))) == rank:
        return None
    random = np.random.default_rng((judge.seed, number, rank))
    found = judge.variation.roles
    shape = SHAPES[rank]
    new = {
        n: np.asarray(roles.draw(found[n], shape, random, "plain", 2)) for n in arrays
    }
    inputs = leaves.having(judge.variation.inputs, new)
    return inputs if judge.accepts(inputs) else None


def at_end(judge, which: int, number: int):
    """Return a call with an option at an end of its range, if both sides take it."""
    ends = []
    for argument, (source, turn) in judge.match.meaning.get("arguments", {}).items():
        value = look_up(judge.match.inputs, source)
        number_like = isinstance(value, (int, float)) and not isinstance(value, bool)
        if argument in ENDS and number_like and turn in (None, "same", "kept share"):
            ends += [(source, end) for end in ENDS[argument]]
    if which >= len(ends):
        return None
    source, end = ends[which]
    inputs = judge.variation.draw(judge.variation.plans[0], "plain", number)
    if isinstance(source, str):
        inputs = inputs | {source: end}
    else:
        inputs = inputs | {source[0]: {**inputs[source[0]], source[1]: end}}
    return inputs if judge.accepts(inputs) else None


def at_dim(judge, number: int):
    """Return a call along the first axis; a candidate that takes no note is wrong."""
    source, _ = judge.match.meaning.get("arguments", {}).get("dim", (None, None))
    inputs = judge.variation.draw(judge.variation.plans[0], "plain", number)
    if not isinstance(source, str) or inputs.get(source) in (0, None):
        return None
    other = inputs | {source: 0}
    if judge.accepts(other):
        return other
    try:
        same = [judge.way.forward(one).outputs[0] for one in (inputs, other)]
    except (Raised, Stuck):
        return None
    if "refused" not in judge.standard.ask("forward", inputs=other) and np.array_equal(
        *same
    ):
        message = f"{source} is ignored: with {source} = 0 the output is that for "
        message += f"{source} = {inputs[source]}"
        judge.failure = Failure("the output", message, names=[message])
        judge.failure.diagnosis.append(message)
    return None
