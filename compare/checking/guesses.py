"""Try every mistake that shows in the numbers alone."""

import numpy as np

from . import leaves
from .hypotheses import (
    CLOSE,
    exchanged,
    factor,
    passed_on,
    same,
    turned,
    upstream_ignored,
)
from .overtime import over_time


def output_ignored(case):
    """Compare with the gradients if nothing came into one of several outputs."""
    trial = case.trial
    for number in range(len(trial.upstream) * (len(trial.upstream) > 1)):
        upstream = [u * (i != number) for i, u in enumerate(trial.upstream)]
        gradients = case.expected(trial.inputs, upstream)
        if gradients is not None and same(case.got, gradients[case.name]):
            return f"the gradient that comes into output {number} is left out"
    return None


def scrambled(case):
    """Compare with a backward that reshapes where it must transpose."""
    trial = case.trial
    if len(trial.upstream) != 1 or trial.upstream[0].ndim != 4:
        return None
    words = "reshaped to rows of channels without its axes being transposed"
    u = trial.upstream[0]
    last = (u.shape[0], *u.shape[2:], u.shape[1])
    coming = [np.moveaxis(u.reshape(last), -1, 1)]
    for upstream, what in (
        (trial.upstream, ""),
        (coming, f"the upstream gradient is {words}"),
    ):
        gradients = case.expected(trial.inputs, upstream)
        if gradients is None:
            return None
        right = gradients[case.name]
        if what and same(case.got, right):
            return what
        back = np.moveaxis(right, 1, -1) if right.ndim == 4 else None
        if back is not None and same(case.got, back.reshape(right.shape)):
            told = "the result is shaped back without its axes being transposed"
            return f"{what}; {told}" if what else told
    return None


def windows(case):
    """Look for rows and columns exchanged within each window."""
    if case.got.ndim != 4 or case.got.shape != case.right.shape:
        return None
    n, c, height, width = case.got.shape
    for k in (2, 3, 4, 5):
        if height % k or width % k or not height or not width:
            continue
        cut = case.got.reshape(n, c, height // k, k, width // k, k)
        if same(cut.swapaxes(3, 5).reshape(case.right.shape), case.right):
            return f"rows and columns are exchanged within each window of {k} x {k}"
    return None


def contributions(case):
    """Compare with what outputs contribute one by one."""
    if len(case.trial.upstream) > 1:
        return None
    u = np.concatenate([np.ravel(v) for v in case.trial.upstream[:1]])
    if case.got.size != case.x.size or case.x.size * u.size > 2e6:
        return None
    matrix = case.jacobian()
    if matrix is None or matrix.shape[0] != u.size:
        return None
    parts = matrix * u[:, None]
    got = case.got.reshape(-1)
    if parts.shape[0] == parts.shape[1] and same(got, np.diag(parts)):
        return (
            "only the diagonal of the Jacobian: the effect of an element on "
            "other outputs is left out"
        )
    count = (parts != 0).sum(0)
    if not (count > 1).any():
        return None
    if same(got, parts.sum(0) / np.maximum(count, 1)):
        return "contributions to one element are averaged, not summed"
    shape = np.shape(case.trial.upstream[0])
    for together in (None, 1, -1):  # outputs of all channels may be added at once
        if together is not None and len(shape) < 3:
            continue
        grouped = parts
        if together is not None:
            axis = together % len(shape)
            grouped = parts.reshape(*shape, -1).sum(axis).reshape(-1, parts.shape[1])
        for order, words in ((slice(None, None, -1), "last"), (slice(None), "first")):
            rows = grouped[order]
            index = (rows != 0).argmax(0)
            left = np.take_along_axis(rows, index[None], 0)[0]
            if (got != 0).mean() > 0.3:  # what is left may be that of a padded zero
                left = np.where(got != 0, left, 0.0)
            if same(got, left):
                return (
                    "contributions to one element overwrite one another (= for +=): "
                    f"only the {words} is left"
                )
    return None


def kernel_turned(case):
    """Compare with the gradient for a kernel that is turned around."""
    trial = case.trial
    for name, array in leaves.floating(trial.inputs).items():
        if array.ndim != 4 or name == case.name:
            continue
        inputs = leaves.having(trial.inputs, {name: array[..., ::-1, ::-1].copy()})
        gradients = case.expected(inputs, trial.upstream)
        if gradients is not None and same(case.got, gradients[case.name]):
            return f"{name} is flipped (turned around) where it must not be"
    return None


def option_ignored(case):
    """Compare with the gradients for other options."""
    trial = case.trial
    names = list(leaves.floating(trial.inputs))
    answer = case.judge.standard.ask(
        "variants", inputs=trial.inputs, upstream=trial.upstream, extra=trial.extra
    )
    for words, gradients in answer.get("variants", []):
        if same(case.got, gradients[names.index(case.name)]):
            return words
    return None


def places(case):
    """Say where it differs, if that is a place with a name."""
    if case.got.shape != case.x.shape or case.right.shape != case.x.shape:
        return None
    wrong = np.abs(case.got - case.right) > CLOSE * np.abs(case.right).max(
        initial=1e-300
    )
    wrong |= ~np.isfinite(case.got) & np.isfinite(case.right)
    if wrong.sum() < 2 and case.x.size > 3:
        return None
    x = case.x
    upstream = case.trial.upstream[0] if case.trial.upstream else None
    for where, words in (
        (x == 0, "where it is 0"),
        (x < 0, "where it is negative"),
        (x > 0, "where it is positive"),
    ):
        if not where.any() or where.all() or (wrong & ~where).any():
            continue
        inside = wrong[where]
        if inside.mean() < 0.3:
            continue
        value = case.got[wrong]
        if not np.any(value):
            how = "the gradient is zero"
            how += ": the slope there is forgotten" if "negative" in words else ""
        elif (upstream is not None and upstream.shape == value.shape) or (
            upstream is not None
            and upstream.shape == x.shape
            and np.allclose(value, upstream[wrong])
        ):
            how = "the upstream gradient passes unchanged, dropped or not"
        else:
            how = "the gradient is wrong"
        return f"only {words}: {how} (for each element of {case.name} {words})"
    return None


def ties(case):
    """Say that each of several tied elements gets all."""
    if not getattr(case.judge, "tied", False):
        return None
    return "every tied element gets the whole gradient: they should share it"


GUESSES = (
    ties,
    upstream_ignored,
    passed_on,
    exchanged,
    turned,
    factor,
    output_ignored,
    scrambled,
    windows,
    over_time,
    contributions,
    kernel_turned,
    option_ignored,
    places,
)


def guess(cases) -> str | None:
    """Return the first mistake that explains every case."""
    for one in GUESSES:
        common: list = []
        for number, case in enumerate(cases):
            try:
                with np.errstate(all="ignore"):
                    words = one(case)
            except Exception:
                words = None
            words = [words] if isinstance(words, str) else words or []
            common = words if not number else [w for w in common if w in words]
            if not common:
                break
        if common:
            return common[0]
    return None
