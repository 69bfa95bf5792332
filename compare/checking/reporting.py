"""From a failing call to what is shown: other calls, a name, the smallest one."""

import numpy as np

from . import leaves
from .guesses import guess
from .hypotheses import Case
from .places import Raised
from .trial import Attempt


def conclude(judge) -> None:
    """Name the mistake and look for a smaller call that shows it."""
    failure = judge.failure
    if failure.trial is None or (
        failure.trial.run is None and failure.difference.kind != "raises"
    ):
        return
    if failure.difference.kind in ("value", "shape") and judge.assignment is not None:
        name_it(judge, failure)
    shrink(judge, failure)


def telling(judge, failure) -> list[Attempt]:
    """Return calls with distinct sizes that show the difference."""
    found = []
    regime = failure.regime
    for number in range(40, 48):
        for one in dict.fromkeys(["plain", regime]):
            plan = (number - 40) % max(1, min(4, len(judge.variation.plans)))
            plan = 99 if one != "plain" and number % 2 else plan
            inputs = judge.inputs(plan, one, number)
            if inputs is None:
                continue
            trial = judge.attempt(inputs, "float64", number)
            if trial.differences and not trial.skipped and trial.run is not None:
                found.append(trial)
        if len(found) >= 3:
            break
    found.sort(key=lambda t: volume(t.inputs))
    several = [t for t in found if max(spread(t)) > 1] or found
    handy = [t for t in several if volume(t.inputs) < 1500]
    return (handy or several[:1])[:3]


def spread(trial) -> list[int]:
    """Count the elements of each difference."""
    return [
        0,
        *(int(d.wrong.sum()) if d.wrong is not None else 2 for d in trial.differences),
    ]


def name_it(judge, failure) -> None:
    """Name the mistake of every quantity that differs."""
    if failure.quantity.startswith("the output"):
        failure.diagnosis.append(failure.message)
        return
    trials = telling(judge, failure) or [failure.trial]
    wrong = list(
        dict.fromkeys(
            d.quantity
            for t in trials
            for d in t.differences
            if d.quantity in judge.assignment.keys
        )
    )
    if judge.mode == "diagonal":
        failure.names = [diagonal(judge, trials)]
        failure.diagnosis = [
            f"gradient of {wrong[0] if wrong else 'the input'}: {failure.names[0]}"
        ]
        return
    unnamed = []
    for quantity in wrong:
        showing = [
            t for t in trials if any(d.quantity == quantity for d in t.differences)
        ]
        words = guess([Case(judge, t, quantity) for t in showing[:3]])
        if words:
            failure.names.append(words)
            failure.diagnosis.append(f"gradient of {quantity}: {words}")
        else:
            unnamed.append(quantity)
    stepwise = [name for name in failure.names if " step " in name]
    if stepwise:  # a sequence: what a step passes back explains the rest
        failure.names = stepwise[:1]
        failure.diagnosis = [d for d in failure.diagnosis if stepwise[0] in d]
        rest = [n for n in wrong if not any(n in d for d in failure.diagnosis)]
        failure.diagnosis += [f"gradient of {n}: wrong by the same" for n in rest]
    elif unnamed:
        ablate(judge, failure, trials, unnamed)


def diagonal(judge, trials) -> str:
    """Say what a derivative without upstream gradient is instead of a Jacobian."""
    trial = trials[0]
    matrix = judge.standard.ask("jacobian", inputs=trial.inputs)["jacobian"]
    got = next(iter(judge.assignment.gradients(trial.run).values()))
    size = got.size
    if matrix.size == size * size and leaves.close(
        got.reshape(-1), np.diag(matrix.reshape(size, size)), 1e-6
    ):
        return (
            "only the diagonal of the Jacobian: the effect of an element on other "
            "outputs is left out"
        )
    return "it is not the derivative: the Jacobian is no diagonal matrix"


def ablate(judge, failure, trials, unnamed) -> None:
    """Ask for the step of the reference's own backward that explains it."""
    cases = []
    for trial in trials[:2]:
        got = judge.assignment.gradients(trial.run)
        if any(g is None for g in got.values()):
            continue
        cases.append(
            {
                "inputs": trial.inputs,
                "upstream": trial.upstream,
                "extra": trial.extra,
                "got": got,
            }
        )
    answer = judge.standard.ask("diagnose", cases=cases, timeout=15) if cases else {}
    if answer.get("names"):
        failure.names += answer["names"]
        failure.diagnosis += answer.get("lines", answer["names"])
        if not judge.way.upstream and "the input for the output" in answer["names"][0]:
            failure.diagnosis.append(
                "it would be right if it were given the output y = f(x), not x"
            )
    else:
        for quantity in unnamed:
            failure.diagnosis.append(
                f"gradient of {quantity}: no known mistake fits; "
                f"{structure(judge, trials, quantity)}"
            )


def structure(judge, trials, quantity) -> str:
    """Describe a difference that has no name."""
    trial = next(
        t for t in trials if any(d.quantity == quantity for d in t.differences)
    )
    case = Case(judge, trial, quantity)
    if case.got.shape != case.right.shape:
        return f"its shape is {case.got.shape}, not {case.right.shape}"
    wrong = np.abs(case.got - case.right) > 1e-6 * np.abs(case.right).max(
        initial=1e-300
    )
    with np.errstate(all="ignore"):
        ratio = case.got[wrong] / case.right[wrong]
    spread = (
        f"{np.nanmin(ratio):.3g} to {np.nanmax(ratio):.3g} times what it should be"
        if wrong.any()
        else "not finite"
    )
    return f"{int(wrong.sum())} of {wrong.size} elements differ, {spread}"


def shrink(judge, failure) -> None:
    """Look for smaller sizes and rounder numbers that still show it."""
    variation = judge.variation
    best = failure.trial
    sizes = [dict.fromkeys(variation.sizes, k) for k in (1, 2)]
    sizes += [variation.plans[0] | {s: k} for s in variation.sizes for k in (1, 2)]
    kinds = {d.kind for d in best.differences}
    for number, plan in enumerate(sizes[:10]):
        plan = {
            s: (n if s not in variation.fixed else variation.sizes[s])
            for s, n in plan.items()
        }
        inputs = variation.draw(plan, failure.regime, number)
        inputs = leaves.having(
            inputs,
            {
                n: np.round(a, 1)
                for n, a in leaves.floating(inputs).items()
                if variation.roles[n].kind in ("float", "positive")
            },
        )
        if volume(inputs) >= volume(best.inputs) or not judge.accepts(inputs):
            continue
        try:
            trial = rounded(judge, inputs, best.dtype, number)
        except Raised:
            continue
        if any(
            d.kind in kinds and d.quantity == failure.quantity
            for d in trial.differences
        ):
            best = trial
    failure.trial = best
    failure.difference = next(
        (d for d in best.differences if d.quantity == failure.quantity),
        failure.difference,
    )


def rounded(judge, inputs, dtype, number) -> Attempt:
    """Try a call with an upstream gradient of few digits."""
    from .trial import attempt

    upstream = judge.upstream(inputs, number)
    if judge.way.upstream:
        upstream = [
            np.where(np.round(u, 1) == 0, 0.5, np.round(u, 1)) for u in upstream
        ]
    return attempt(Attempt(inputs, upstream, dtype, number), judge)


def volume(inputs) -> int:
    """Count the numbers of a call."""
    return sum(a.size for a in leaves.arrays(inputs).values())
