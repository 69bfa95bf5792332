"""Name the step that is wrong, from the trace of the reference's own backward."""

import re

import numpy as np

from . import leaves

SECONDS = 5.0  # of processor time for the search
MOST = 3  # names that say the same are the same mistake at successive steps


SWAPPED = re.compile(r"^`(\w+)` is used where `\w+\(\1\)` belongs")
TURNED = re.compile(r"^`\w+\((\w+)\)` is used where `\1` belongs")


def plainer(sentence: str) -> str:
    """Say of the input and the output of a function that they are."""
    if SWAPPED.match(sentence):
        return SWAPPED.sub(r"\g<0> (the input for the output)", sentence)
    return TURNED.sub(r"\g<0> (the output for the input)", sentence)


def options(inputs) -> dict[str, float]:
    """Return the numbers that a call was given, by their names."""
    found = {}
    for name, value in inputs.items():
        if isinstance(value, dict):
            found |= options(value)
        elif (
            isinstance(value, float) and np.isfinite(value) and abs(value) not in (0, 1)
        ):
            found[name] = value
    return found


def localise(standard, cases) -> dict:
    """Return what explains every case, with the reference's line where it is known.

    Parameters
    ----------
    standard : Standard
    cases : list of dict
        `inputs`, `upstream`, `extra` and `got`: the gradients found, by leaf.
    """
    try:
        from ..diagnosis.ablation import Attempt, ablate
    except ImportError:
        return {"names": [], "lines": []}
    attempts = []
    for case in cases:
        truth = standard.evaluate(
            case["inputs"], case["upstream"], "float64", case["extra"]
        )
        names = list(leaves.floating(case["inputs"]))
        found = [
            np.asarray(case["got"][n], float) if n in case["got"] else q.value
            for n, q in zip(names, truth.gradients)
        ]
        ignored = frozenset(i for i, n in enumerate(names) if n not in case["got"])
        attempts.append(
            Attempt(truth, found, options=options(case["inputs"]), ignored=ignored)
        )
    fitting = ablate(attempts, SECONDS)
    if not fitting:
        return known(standard.reference, cases, attempts)
    sentences = list(dict.fromkeys(plainer(h.sentence) for h in fitting))
    own = standard.reference.own  # else the lines are torch's, or those of adapted.py
    lines = list(dict.fromkeys(plainer(str(h) if own else h.sentence) for h in fitting))
    more = [f"({len(lines) - MOST} more ways to say it)"] if len(lines) > MOST else []
    return {"names": sentences[:1], "lines": lines[:MOST] + more}


def known(reference, cases, attempts) -> dict:
    """Return the one mistake known of the operation that gives what every case has.

    For operations that torch does in one piece, in which ablation sees no steps.
    """
    from ..diagnosis.knowledge import KNOWLEDGE, context_of

    if reference.own or reference.name not in KNOWLEDGE:
        return {"names": [], "lines": []}
    fitting = None
    for case, attempt in zip(cases, attempts, strict=True):
        upstream = case["upstream"]
        if isinstance(upstream, (list, tuple)):
            upstream = upstream[0]
        context = context_of(reference.name, case["inputs"], np.asarray(upstream))
        right = dict(zip(leaves.floating(case["inputs"]), attempt.truth.gradients))
        names = {
            f"gradient of {name}: {mistake.name}"
            for mistake in context.mistakes
            for name, got in case["got"].items()
            if f"d{name}" in mistake.quantities
            and leaves.close(got, mistake.quantities[f"d{name}"])
            and not leaves.close(got, right[name].value)
        }
        fitting = names if fitting is None else fitting & names
    lines = sorted(fitting or ())
    return {"names": [line.partition(": ")[2] for line in lines[:1]], "lines": lines}
