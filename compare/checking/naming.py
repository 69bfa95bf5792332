"""Name the mistake: diagnose several telling examples and keep what fits them all."""

from ..diagnosis import Diagnosis, diagnose
from ..diagnosis.consistent import consistent
from ..diagnosis.knowledge import context_of
from .drawing import telling
from .trial import Difference, Plan, Trial


def name_mistake(judge, failure: Difference, plan: Plan) -> Diagnosis | None:
    """Name the mistake that explains every example at hand."""
    if failure.quantity in ("call", "manners"):
        return None
    trials = []
    for trial in telling(judge, plan.dtype, 4):
        try:
            trial.actual = judge.run(trial)
            judge.reference.complete_trial(trial)
        except Exception:
            continue
        if explain(judge, trial).findings:
            trials.append(trial)
    if not trials:  # it shows only on special numbers: take the failures themselves
        seen = judge.failures[:: max(1, len(judge.failures) // 12)]
        found = [explain(judge, trial) for trial in (failure.trial, *seen)]
        named = [diagnosis for diagnosis in found if diagnosis.name is not None]
        return consistent(named) if named else found[0]
    return consistent([explain(judge, trial) for trial in trials])


def explain(judge, trial: Trial) -> Diagnosis:
    """Diagnose one example."""
    arguments = {n: v for n, v in trial.arguments.items() if v is not None}
    context = context_of(
        judge.reference.name,
        arguments,
        trial.doutput,
        trial.expected,
        judge.reference.evaluate if judge.reference.name != "dropout" else None,
    )
    actual = {n: v for n, v in trial.actual.items() if n in trial.expected}
    dtype = trial.doutput.dtype
    expected = {n: trial.expected[n].astype(dtype) for n in trial.expected}
    return diagnose(actual, {n: expected[n] for n in actual}, context)
