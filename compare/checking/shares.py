"""Shares of an average: what running statistics are where they are not torch's."""

import numpy as np

from .explaining import Failure

DIGITS = 1e4  # roundings that a fit of shares may lose


def slack(steps) -> float:
    """Return how near shares that are fitted must come, by the dtype that is kept."""
    kept = steps[0][2].dtype
    return DIGITS * np.finfo(kept if kept.kind == "f" else float).eps


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
    return found if error <= slack(steps) * np.abs(after).max(initial=1e-12) else None


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
        if all(f is not None and abs(f[0] + f[1] - 1) < slack(steps) for f in each):
            judge.conventions.append(
                f"{name} weighs batches by their number, as torch's momentum=None does"
            )
            return None
        wrong(judge, name, f"{name} is no running average of the batches' means")
        return None
    old, new, _ = found
    momentum = option_of(judge, "momentum")
    near = slack(steps)
    if abs(old + new - 1) > near:
        wrong(
            judge,
            name,
            f"{name} is {old:.4g} times its old value plus {new:.4g} times the "
            "batch's mean: no average, for the shares do not sum to 1",
        )
    elif momentum is None and abs(new - 0.1) > near:
        judge.conventions.append(
            f"running statistics keep {old:.4g} of their old value, where torch's "
            "default keeps 0.9"
        )
    elif momentum is not None and abs(new - momentum) > near:
        if abs(old - momentum) < near:
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
        if share is not None and abs(found[0][1] - share) > slack(steps):
            wrong(
                judge,
                name,
                f"{name} takes {found[0][1]:.4g} of each batch, the running mean "
                f"{share:.4g}",
            )
        elif any(abs(f[0] + f[1] - 1) > slack(steps) for f in found):
            wrong(judge, name, f"{name} is no average: its shares do not sum to 1")
        elif "deviation" in words and "std" not in name.lower():
            wrong(judge, name, words.format(name))
        elif words:
            judge.conventions.append(words.format(name))
        return
    wrong(judge, name, f"{name} is no running average of the batches' variances")
