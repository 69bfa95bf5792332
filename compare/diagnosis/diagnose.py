"""Fit every hypothesis to a difference and report the best supported one."""

import numpy as np

from .context import Context, Quantities
from .factors import constant_factor, explain, meaning
from .noise import differing, equal, resolution
from .patterns import PATTERNS
from .report import Diagnosis, Finding
from .structure import structure


def diagnose(actual, expected, context: Context | None = None) -> Diagnosis:
    """Name the mistake that turned `expected` into `actual`.

    Parameters
    ----------
    actual, expected : array, or dict of arrays
        The quantities of one call in the order in which they are computed: output,
        buffers, gradients. Only quantities that both sides have are compared.
    context : Context, optional

    Returns
    -------
    Diagnosis
        One finding for every quantity that differs. A mistake is named only if its
        prediction agrees with every element up to rounding.
    """
    context = context or Context()
    if not isinstance(actual, dict):
        actual, expected = {"output": actual}, {"output": expected}
    different = {
        name: (np.asarray(actual[name]), np.asarray(expected[name]))
        for name in expected
        if name in actual and differ(actual[name], expected[name])
    }
    findings = []
    for name, (a, e) in different.items():
        with np.errstate(all="ignore"):
            findings.append(examine(name, a, e, actual, different, context))
    return Diagnosis(context.operation, findings)


def differ(actual, expected) -> bool:
    """Tell whether two arrays differ in dtype, shape or by more than rounding."""
    actual, expected = np.asarray(actual), np.asarray(expected)
    if actual.shape != expected.shape or actual.dtype != expected.dtype:
        return True
    return bool(differing(actual, expected, resolution(actual)).any())


def examine(name, actual, expected, everything: Quantities, different, context):
    """Fit the hypotheses to one quantity, from the most to the least specific."""
    relative = max(resolution(actual), resolution(expected))
    if actual.dtype != expected.dtype and equal(actual, expected, relative):
        label = f"{actual.dtype} instead of {expected.dtype}"
        return Finding(name, label, f"The values agree, the dtype is {actual.dtype}")
    fitting = known(name, actual, relative, everything, different, context)
    if fitting:
        return fitting
    fitting = factor(name, actual, expected, relative, context)
    if fitting:
        return fitting
    for pattern in (*context.patterns, *PATTERNS):
        found = pattern(name, actual, expected, relative, context)
        if found:
            label, evidence = found
            return Finding(name, label, evidence)
    fitting = combined(name, actual, relative, context)
    if fitting:
        return fitting
    seen = structure(actual, expected, relative, context)
    return Finding(name, None, "The difference", structure=tuple(seen))


def known(name, actual, relative, everything, different, context):
    """Compare with the reference evaluated with one thing changed."""
    for general in (False, True):
        mistakes = [m for m in context.mistakes if m.general is general]
        found = fit(name, actual, relative, everything, different, context, mistakes)
        if found:
            return found
    return None


def fit(name, actual, relative, everything, different, context, mistakes):
    """Return what is found if one or more of `mistakes` predict the actual values."""
    fits = {}
    for mistake in mistakes:
        predicted = mistake.quantities.get(name)
        if predicted is None or not equal(actual, predicted, relative):
            continue
        if np.size(predicted) > 1 and np.isnan(predicted).all():
            continue  # NaN everywhere has many causes
        if equal(different[name][1], predicted, relative):
            continue  # the mistake does not show in this example
        right = [
            equal(everything[other], value, relative)
            for other, value in mistake.quantities.items()
            if other in everything
        ]
        score = (sum(right), -right.count(False))
        fits[mistake.name] = max(score, fits.get(mistake.name, score))
    if not fits:
        return None
    best = max(fits.values())
    first, *rest = [label for label, support in fits.items() if support == best]
    count = f"all {actual.size} elements" if actual.size > 1 else "its one element"
    evidence = f"{name} is on {count} what this mistake gives"
    c = constant_factor(actual, different[name][1], relative)
    if c is not None:
        evidence += f": {c:.6g} x the expected"
        said = explain(c, context.scalars, relative)
        if said:
            evidence += f", and {said[0]} = {c:.6g}"
    return Finding(name, first, evidence, tuple(rest))


def factor(name, actual, expected, relative, context):
    """Look for one factor between the two sides, and its explanation."""
    c = constant_factor(actual, expected, relative)
    if c is None or actual.size == 0:
        return None
    said = explain(c, context.scalars, relative)
    many = f"all {actual.size} elements" if actual.size > 1 else "its one element"
    evidence = f"{name} is {c:.6g} x the expected on {many}"
    if not said:
        if actual.size < 3:
            return None
        seen = (f"a constant factor {c:.6g} that no named number explains",)
        return Finding(name, None, "The difference", structure=seen)
    labels = list(dict.fromkeys(meaning(e, context.meanings) for e in said))
    specific = [m for e, m in zip(said, labels) if e in context.meanings]
    labels = specific or labels
    values = ", ".join(
        f"{s} = {v:.6g}" for s, v in context.scalars.items() if s in said[0]
    )
    if values:
        evidence += f", and {values}: {said[0]} = {c:.6g}"
    return Finding(name, labels[0], evidence, tuple(labels[1:]))


def combined(name, actual, relative, context):
    """Look for a known mistake times a known factor: two mistakes at once."""
    if actual.size < 4:
        return None
    for mistake in context.mistakes:
        predicted = mistake.quantities.get(name)
        if predicted is None:
            continue
        c = constant_factor(actual, np.asarray(predicted), relative)
        said = explain(c, context.scalars, relative) if c else []
        if said:
            second = meaning(said[0], context.meanings)
            evidence = (
                f"{name} is on all {actual.size} elements {c:.6g} x what the first "
                f"mistake gives, and {said[0]} = {c:.6g}"
            )
            return Finding(name, f"{mistake.name}, and {second}", evidence)
    return None
