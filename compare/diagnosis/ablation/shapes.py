"""What shows in the gradients alone: not finite, transposed, not summed, a factor."""

from collections.abc import Iterator

import torch

from .factors import explanations
from .hypothesis import Hypothesis


def shapes(attempt) -> Iterator[Hypothesis]:
    """Yield one hypothesis if each wrong gradient lacks a last step alone."""
    told = {}
    for i in sorted(attempt.wrong):
        label = shape_of(attempt, i)
        if label is None:
            return
        told[attempt.names[i]] = label
    if told:
        words = "; ".join(f"the gradient of {n} is {how}" for n, how in told.items())
        label = "; ".join(told.values())
        yield Hypothesis("shape", tuple(told), label, words, 0.0)


def shape_of(attempt, i) -> str | None:
    """Tell how one gradient lacks a last step."""
    got, right = attempt.got[i], attempt.right[i]
    if got is None:
        return "missing"
    if got.ndim == right.ndim == 2 and attempt.same(i, got.T):
        return "transposed"
    for axis in range(got.ndim if got.ndim >= right.ndim else 0):
        for keep in (False, True):
            if got.shape != right.shape and attempt.same(i, got.sum(axis, keep)):
                return f"not summed over axis {axis}"
    reshaped = got.shape != right.shape and got.numel() == right.numel()
    if reshaped and attempt.same(i, got.reshape(right.shape)):
        return "right but of another shape"
    return None


def own_factors(attempt) -> Iterator[Hypothesis]:
    """Yield a factor of one gradient alone, the others being right."""
    if len(attempt.wrong) != 1:
        return
    (i,) = attempt.wrong
    got, right = attempt.got[i], attempt.right[i]
    if got.shape != right.shape or not right.numel():
        return
    factor = float((got * right).sum() / (right * right).sum().clamp(min=1e-300))
    if not attempt.same(i, factor * right, got):
        return
    name = attempt.names[i]
    for label, rank in explanations(attempt, factor, None).items():
        told = f"the gradient of {name} is {label}"
        yield Hypothesis("shape", (name,), label, told, rank + 0.1)


def unusual(attempt) -> Iterator[str]:
    """Yield what comes before any ratio: missing, not finite, of another shape."""
    for name, got, right in zip(attempt.names, attempt.found, attempt.right):
        got = None if got is None else torch.as_tensor(got)
        if got is None:
            yield f"no gradient of {name} was returned"
        elif got.shape != right.shape:
            yield (
                f"the gradient of {name} has shape {tuple(got.shape)}, "
                f"expected {tuple(right.shape)}"
            )
        elif not bool(got.isfinite().all()) and bool(right.isfinite().all()):
            count = int((~got.isfinite()).sum())
            kind = "NaN" if bool(torch.isnan(got).any()) else "infinite"
            share = f"{count} of {got.numel()} elements"
            yield f"{share} of the gradient of {name} are {kind}"
