"""Try every family of hypotheses on two examples, and keep what fits both."""

import time
import warnings
from collections.abc import Iterator
from itertools import chain

import numpy as np

from .attempt import FEWEST, Attempt
from .hypothesis import Hypothesis
from .operands import alone, counted, misplaced, replaced, rescaled
from .paths import paths
from .shapes import own_factors, shapes
from .structures import misdirected, structures
from .terms import single_terms, term_pairs, terms
from .values import multiplied, scaled, stale, swapped


def families(attempt: Attempt) -> Iterator[Iterator[Hypothesis]]:
    """Yield groups of hypotheses, the plainest first."""
    yield shapes(attempt)
    if not attempt.finite:
        return
    if not attempt.shaped:
        yield structures(attempt)
        return
    found = terms(attempt)
    plain = paths(attempt), single_terms(attempt, found), structures(attempt)
    yield chain(
        own_factors(attempt),
        stale(attempt),
        *plain,
        scaled(attempt),
        swapped(attempt),
    )
    yield chain(misdirected(attempt), alone(attempt))
    yield term_pairs(attempt, found)
    own = replaced(attempt), rescaled(attempt), counted(attempt)
    yield chain(*own, multiplied(attempt))
    yield misplaced(attempt)


def ablate(attempts: list[Attempt], seconds: float = np.inf) -> list[Hypothesis]:
    """Return what explains every attempt, the best first; nothing where nothing does.

    Parameters
    ----------
    attempts : list of Attempt
        Two at least, of different sizes, for the same reference: what fits one by
        chance does not fit the other. Those that are right are not counted.
    seconds : float
        Of processor time, after which no other hypothesis is tried.
    """
    until = time.process_time() + seconds
    attempts = [a for a in attempts if a.wrong]
    if len(attempts) < 2 or any(a.differing < FEWEST and a.shaped for a in attempts):
        return []
    found = explained(attempts, until)
    wrong = attempts[0].wrong
    if found or len(wrong) < 2 or any(a.wrong != wrong for a in attempts):
        return found
    if not all(a.finite and a.shaped for a in attempts):
        return []
    # no step explains them all: one for each, or no name
    each = [apart([a.alone(i) for a in attempts], until) for i in sorted(wrong)]
    return [h for found in each for h in found[:1]] if all(each) else []


def apart(attempts, until) -> list[Hypothesis]:
    """Explain one of several gradients, each of which has enough that differs."""
    few = any(a.differing < FEWEST for a in attempts)
    return [] if few else explained(attempts, until)


def explained(attempts, until) -> list[Hypothesis]:
    """Return the hypotheses of the plainest family that explain every attempt."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for groups in zip(*map(families, attempts)):
            surviving = fitting(groups, until)
            if surviving or time.process_time() > until:
                return surviving
    return []


def fitting(groups, until: float = np.inf) -> list[Hypothesis]:
    """Return the hypotheses that appear for every attempt."""
    surviving: dict = {}
    for number, group in enumerate(groups):
        found = {}
        for one in group:
            if one.key not in found or one.order < found[one.key].order:
                found[one.key] = one
            if number and found.keys() >= surviving.keys():
                break
            if not number and time.process_time() > until:
                break
        if number == 0:
            surviving = found
        else:
            surviving = {key: h for key, h in surviving.items() if key in found}
        if not surviving:
            break
    return sorted(surviving.values(), key=lambda h: h.order)
