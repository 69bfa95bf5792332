"""How often ablation names the right step, of mutants, and a step where none errs."""

import random
import warnings
from dataclasses import dataclass

import numpy as np

from ...oracle import Call, truth
from ...oracle.references import REFERENCES
from .ablate import ablate
from .attempt import Attempt
from .influence import influences, parallel
from .mutants import STEP, Mutant, mutants

SIZES = ((4, 3), (3, 5))  # two examples, no size in common that means something else
WIDE, NARROW = 8.0, 1e-3  # sizes of numbers with which every term shows


@dataclass(frozen=True)
class Outcome:
    """What was said of a mutant."""

    mutant: Mutant
    named: bool
    right: bool
    sentence: str


def examples(name: str, seed: int):
    """Draw two examples of plain numbers and evaluate their truths."""
    reference, found = REFERENCES[name], []
    for rows, columns in SIZES:
        for attempt in range(1000):
            drawn = reference.draw(
                np.random.default_rng((seed, rows, attempt)), rows, columns
            )
            sizes = np.abs(np.concatenate([x.reshape(-1) for x in drawn]))
            if sizes.max() < WIDE and sizes.min() > NARROW:
                break
        call = Call.of(reference.function, *drawn)
        found.append(truth(call, "float64", seed=seed))
    return found


def run(program, found):
    """Run a program by hand on the inputs of a truth; return (outputs, gradients)."""
    arrays = [v.numpy().copy() for v in found.call.values]
    upstream = [g.copy() for g in found.upstream]
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        outputs, gradients = program(*arrays, *upstream)
    return [np.asarray(x) for x in outputs], [np.asarray(x) for x in gradients]


def telling(mutant: Mutant, truths) -> bool:
    """Tell whether a mutant has the right outputs and wrong, finite gradients."""
    for found in truths:
        try:
            outputs, gradients = run(mutant.run, found)
        except Exception:  # another shape than the next step takes
            return False
        if not all(close(a, q.value) for a, q in zip(outputs, found.outputs)):
            return False
        if all(close(a, q.value) for a, q in zip(gradients, found.gradients)):
            return False
        if not all(np.isfinite(g).all() for g in gradients):
            return False
    return True


def close(actual, expected) -> bool:
    """Tell whether two arrays agree to nine digits."""
    return actual.shape == expected.shape and np.allclose(actual, expected, 1e-9, 1e-12)


def pool(seed: int, only=tuple(REFERENCES)):
    """Return {reference: its telling mutants}, shuffled, with the truths."""
    found = {}
    for name in only:
        reference = REFERENCES[name]
        truths = examples(name, seed)
        telling_ones = [
            m for m in mutants(name, reference.by_hand) if telling(m, truths)
        ]
        random.Random(f"{seed} {name}").shuffle(telling_ones)
        found[name] = truths, telling_ones
    return found


def diagnosed(mutant: Mutant, truths) -> Outcome:
    """Mark the changed step, then diagnose, then compare the two."""
    healthy = run(REFERENCES[mutant.name].by_hand, truths[0])[1]
    right = Attempt(truths[0], healthy)
    marks = []
    for program in mutant.probed:
        try:
            moved = Attempt(truths[0], run(program, truths[0])[1])
        except Exception:  # a list of axes, that is no number
            continue
        marks.append((right.flat(moved.got) - right.flat(right.got)) / STEP)
    attempts = [Attempt(t, run(mutant.run, t)[1]) for t in truths]
    named = ablate(attempts)
    if not named:
        return Outcome(mutant, False, False, "")
    places = influences(named[0], attempts[0])
    hit = any(parallel(mark, place) for mark in marks for place in places)
    return Outcome(mutant, True, hit, str(named[0]))


def structureless(seed: int, count: int, only=tuple(REFERENCES)):
    """Yield (reference, kind, what was named) for differences without structure."""
    numbers = np.random.default_rng(seed)
    names = list(only)
    truths = {name: examples(name, seed) for name in names}
    for number in range(count):
        name, kind = names[number % len(names)], KINDS[number % len(KINDS)]
        attempts = []
        place = numbers.random()
        for found in truths[name]:
            gradients = [q.value.copy() for q in found.gradients]
            spoil(gradients, kind, numbers, place)
            attempts.append(Attempt(found, gradients))
        yield name, kind, ablate(attempts)


KINDS = ("element", "noise", "unrelated", "elements", "factor", "row", "sign")


def spoil(gradients, kind, numbers, place) -> None:
    """Spoil gradients in a way that no step of a backward pass explains."""
    one = gradients[int(place * len(gradients))]
    flat = one.reshape(-1)
    if kind == "element":
        flat[numbers.integers(flat.size)] *= 1.37
    elif kind == "sign":
        flat[numbers.integers(flat.size)] *= -1
    elif kind == "elements":
        chosen = numbers.random(flat.size) < 0.5
        chosen[:2] = True
        flat[chosen] *= 1 + numbers.random(int(chosen.sum()))
    elif kind == "row":
        one.reshape(len(one) if one.ndim else 1, -1)[0] *= numbers.random() + 1.1
    for x in gradients:
        if kind == "noise":
            x *= 1 + 0.01 * numbers.standard_normal(x.shape)
        elif kind == "unrelated":
            x[...] = numbers.standard_normal(x.shape)
        elif kind == "factor":
            x *= numbers.uniform(0.6, 0.95)
