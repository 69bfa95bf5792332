"""Running statistics of a batch norm: what training calls leave behind."""

import re

import numpy as np
from torch.nn import functional as F

from ..oracle import Call, truth
from . import names
from .places import Raised
from .shares import judge_mean, judge_variance, option_of, wrong
from .trial import compare
from .turning import to_candidate
from .turns import to_reference
from .unclear import Stuck

ROWS = (5, 7, 6, 9)  # batches of several sizes tell n from n - 1
RUNNING = re.compile(r"run|mov|glob|pop|ema|accum|track|test_", re.IGNORECASE)
MEAN = re.compile(r"mean|mu$|_mu|rm$", re.IGNORECASE)
SPREAD = re.compile(r"var|std|sigma|rv$", re.IGNORECASE)


def check_statistics(judge) -> None:
    """Compare how running mean and variance move with what torch does."""
    if judge.info["name"] != "batch_norm" or judge.failure is not None:
        return
    try:
        batches, states, last = train(judge)
        mean, var = (place(states[-1], kind) for kind in ("mean", "var"))
        if mean is None or var is None:
            return
        judge.tried.append(
            ("running statistics", "float64", [b.shape for b in batches])
        )
        if not torchs_own(judge, batches, states, mean, var):
            share = judge_mean(judge, moves(batches, states, mean))
            if judge.failure is None:
                judge_variance(judge, moves(batches, states, var), share)
        if judge.failure is None:
            evaluate(judge, last, states[-1][mean], states[-1][var])
    except (Raised, Stuck, KeyError):
        return


def torchs_own(judge, batches, states, mean, var) -> bool:
    """Tell whether every statistic is torch's after every call, within its bounds."""
    momentum = option_of(judge, "momentum")
    momentum = 0.1 if momentum is None else momentum
    for batch, before, after in zip(batches, states, states[1:]):
        if not all(p in s for p in (mean, var) for s in (before, after)):
            return False
        options = {"training": True, "momentum": momentum}
        call = Call.of(F.batch_norm, batch, before[mean], before[var], **options)
        right = truth(call, "float64").buffers
        for quantity, place in zip(right, (mean, var)):
            if not quantity.agrees(after[place]).all():
                return False
    return True


def kind_of(name: str) -> str | None:
    """Tell a running mean from a running variance by its name."""
    found = names.resolve(name, {"running_mean", "running_var"})
    if found:
        return found.rpartition("_")[2]
    if not RUNNING.search(name):
        return None
    return "var" if SPREAD.search(name) else "mean" if MEAN.search(name) else None


def place(state, wanted):
    """Return where a statistic is kept."""
    return next((p for p in state if p[0] == wanted), None)


def train(judge) -> tuple:
    """Return batches with their features last, the statistics around them, a call."""
    way, match = judge.way, judge.match
    source, turn = match.meaning["arguments"]["input"]
    shape = to_reference[turn](match.inputs[source]).shape
    inputs, batches = dict(match.inputs), []
    way.start(inputs, 0)
    states = [statistics(inputs, way)]
    for number, rows in enumerate(ROWS):
        random = np.random.default_rng((judge.seed, number, 5))
        scale = np.linspace(0.5, 2, shape[1]).reshape(-1, *[1] * (len(shape) - 2))
        x = scale * (random.standard_normal((rows, *shape[1:])) + number + 1)
        batches.append(np.moveaxis(x, 1, -1).reshape(-1, shape[1]))
        inputs = inputs | {source: to_candidate(turn, x, 0)}
        run = way.call(inputs, number)
        sources = dict(way.takes)
        inputs |= {sources.get(n, n): v for n, v in run.changed.items()}
        states.append(statistics(inputs, way))
    return batches, states, inputs


def statistics(inputs, way) -> dict:
    """Return running statistics by their places: in arguments or in the object."""
    values = [((n,), v) for n, v in inputs.items() if n not in way.sets]
    values += [
        ((n, k), v)
        for n, options in inputs.items()
        if isinstance(options, dict)
        for k, v in options.items()
    ]
    values += [((p[-1][1],), v) for p, v in way.attributes().items()]
    found: dict = {}
    for path, value in values:
        kind = kind_of(str(path[-1]))
        if kind and isinstance(value, np.ndarray) and value.size > 1:
            found.setdefault((kind, *map(str, path)), np.ravel(value))
    return found


def moves(batches, states, where) -> tuple:
    """Return the name of a statistic and its steps: batch, before, after."""
    steps = [
        (batch, states[i][where], states[i + 1][where])
        for i, batch in enumerate(batches)
        if where in states[i] and where in states[i + 1]
    ]
    return where[-1], steps


def evaluate(judge, inputs, mean, var) -> None:
    """Require that evaluation uses what training has gathered, and leaves it alone."""
    source, turn = judge.match.meaning["arguments"].get("training", (None, None))
    if source is None or isinstance(source, str):
        return  # an attribute or argument was switched in the search
    name, key = source
    inputs = inputs | {name: inputs[name] | {key: "test" if turn == "mode" else False}}
    extra = {"running_mean": mean, "running_var": var}
    upstream = judge.upstream(inputs, 0)
    right = judge.expect(inputs, upstream, "float64", extra)
    if "refused" in right:
        return
    run = judge.way.call(inputs, 0)
    if "test" in str(run.changed.get(name, {})) and not same(
        statistics(inputs | run.changed, judge.way), statistics(inputs, judge.way)
    ):
        wrong(judge, name, "the running statistics change in evaluation too")
        return
    value, tolerance = right["outputs"][0][:2]
    if compare("the output", "output", run.outputs[0], value, tolerance):
        wrong(
            judge,
            "the output",
            "in evaluation its output is not that of the running statistics",
        )


def same(a: dict, b: dict) -> bool:
    """Tell whether two sets of statistics are equal."""
    return a.keys() == b.keys() and all(np.array_equal(a[k], b[k]) for k in a)
