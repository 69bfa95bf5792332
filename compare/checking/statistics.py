"""Running statistics of a batch norm: what training calls leave behind."""

import re

import numpy as np

from . import names
from .explaining import Failure
from .places import Raised
from .turning import to_candidate
from .turns import to_reference
from .unclear import Stuck

ROWS = (5, 7, 6, 9)  # batches of several sizes tell n from n - 1
CLOSE = 1e-5
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
        share = judge_mean(judge, moves(batches, states, mean))
        if judge.failure is None:
            judge_variance(judge, moves(batches, states, var), share)
        if judge.failure is None:
            evaluate(judge, last, states[-1][mean], states[-1][var])
    except (Raised, Stuck, KeyError):
        return


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


def fit(steps, statistic, constant=False):
    """Return (old, new, constant) shares of an average; None if it is none."""
    rows = [
        np.stack([old, statistic(batch), np.full(old.shape, float(constant))], 1)
        for batch, old, _ in steps
        if old.size == batch.shape[1]
    ]
    if len(rows) < len(steps) or not rows:
        return None
    table, after = np.concatenate(rows), np.concatenate([a for *_, a in steps])
    found = np.linalg.lstsq(table, after, rcond=None)[0]
    error = np.abs(table @ found - after).max()
    return found if error <= CLOSE * np.abs(after).max(initial=1e-12) else None


def option_of(judge, name):
    """Return an option that the candidate is given, if it is."""
    meaning = judge.match.meaning
    value = meaning["values"].get(name)
    if name in meaning["arguments"]:
        where, _ = meaning["arguments"][name]
        value = judge.match.inputs[where] if isinstance(where, str) else None
        if not isinstance(where, str):
            value = judge.match.inputs[where[0]][where[1]]
    return value


def wrong(judge, name, words) -> None:
    """Note a mistake in a statistic."""
    judge.failure = Failure(name, words, names=[words], diagnosis=[words])


def judge_mean(judge, moved):
    """Judge the running mean; return the share that a new batch has in it."""
    name, steps = moved
    if all(np.array_equal(old, new) for _, old, new in steps):
        wrong(judge, name, f"{name} is never updated in training")
        return None
    found = fit(steps, lambda b: b.mean(0))
    if found is None:
        each = [fit([s], lambda b: b.mean(0)) for s in steps]
        if all(f is not None and abs(f[0] + f[1] - 1) < 1e-4 for f in each):
            judge.conventions.append(
                f"{name} weighs batches by their number, as torch's momentum=None does"
            )
            return None
        wrong(judge, name, f"{name} is no running average of the batches' means")
        return None
    old, new, _ = found
    momentum = option_of(judge, "momentum")
    if abs(old + new - 1) > 1e-4:
        wrong(
            judge,
            name,
            f"{name} is {old:.4g} times its old value plus {new:.4g} times the "
            "batch's mean: no average, for the shares do not sum to 1",
        )
    elif momentum is None and abs(new - 0.1) > 1e-6:
        judge.conventions.append(
            f"running statistics keep {old:.4g} of their old value, where torch's "
            "default keeps 0.9"
        )
    elif momentum is not None and abs(new - momentum) > 1e-6:
        if abs(old - momentum) < 1e-6:
            judge.conventions.append(
                f"momentum is the share of the running statistics that is kept: "
                f"{momentum:g} here is momentum={1 - momentum:.4g} of torch"
            )
        else:
            wrong(
                judge,
                name,
                f"{name} takes {new:.4g} of each batch, its momentum is {momentum:g}",
            )
    return new


SPREADS = (
    (lambda b: b.var(0, ddof=1), False, ""),
    (
        lambda b: b.var(0),
        False,
        "{} averages the biased variance (divided by n), torch's the unbiased one "
        "(n - 1)",
    ),
    (lambda b: b.std(0), False, "{} averages the standard deviation, not the variance"),
    (lambda b: b.std(0, ddof=1), False, "{} averages the standard deviation"),
    (lambda b: b.var(0), True, "{} averages the biased variance with eps added"),
    (
        None,
        False,
        "{} averages the standard deviation with eps, not the variance",
    ),
)


def judge_variance(judge, moved, share) -> None:
    """Judge the running variance."""
    name, steps = moved
    if all(np.array_equal(old, new) for _, old, new in steps):
        wrong(judge, name, f"{name} is never updated in training")
        return
    groups = [steps] if share is not None else [[s] for s in steps]
    eps = option_of(judge, "eps") or 1e-5
    for statistic, constant, words in SPREADS:
        statistic = statistic or (lambda b: np.sqrt(b.var(0) + eps))
        found = [fit(g, statistic, constant) for g in groups]
        if any(f is None for f in found):
            continue
        if share is not None and abs(found[0][1] - share) > 1e-4:
            wrong(
                judge,
                name,
                f"{name} takes {found[0][1]:.4g} of each batch, the running mean "
                f"{share:.4g}",
            )
        elif any(abs(f[0] + f[1] - 1) > 1e-4 for f in found):
            wrong(judge, name, f"{name} is no average: its shares do not sum to 1")
        elif "deviation" in words and "std" not in name.lower():
            wrong(judge, name, words.format(name))
        elif words:
            judge.conventions.append(words.format(name))
        return
    wrong(judge, name, f"{name} is no running average of the batches' variances")


def evaluate(judge, inputs, mean, var) -> None:
    """Require that evaluation uses what training has gathered, and leaves it alone."""
    source, turn = judge.match.meaning["arguments"].get("training", (None, None))
    if source is None or isinstance(source, str):
        return  # an attribute or argument was switched in the search
    name, key = source
    inputs = inputs | {name: inputs[name] | {key: "test" if turn == "mode" else False}}
    extra = {"running_mean": mean, "running_var": var}
    right = judge.standard.ask("forward", inputs=inputs, extra=extra)
    if "refused" in right:
        return
    run = judge.way.call(inputs, 0)
    if "test" in str(run.changed.get(name, {})) and not same(
        statistics(inputs | run.changed, judge.way), statistics(inputs, judge.way)
    ):
        wrong(judge, name, "the running statistics change in evaluation too")
        return
    got, value = run.outputs[0], right["outputs"][0]
    if got.shape != value.shape or not np.allclose(got, value, rtol=1e-4, atol=1e-6):
        wrong(
            judge,
            "the output",
            "in evaluation its output is not that of the running statistics",
        )


def same(a: dict, b: dict) -> bool:
    """Tell whether two sets of statistics are equal."""
    return a.keys() == b.keys() and all(np.array_equal(a[k], b[k]) for k in a)
