"""Name the mistake: diagnose several telling examples and keep what fits them all."""

import numpy as np

from ..diagnosis import Diagnosis, diagnose
from ..diagnosis.consistent import consistent
from ..diagnosis.knowledge import context_of
from ..strategies import SeededDraw
from .trial import PLANS, Difference, Plan, Trial


def telling(judge, dtype, count: int):
    """Give trials with sizes that differ and moderate numbers, to diagnose on."""
    plan, found = PLANS[0], 0
    for number in range(4000):
        source = SeededDraw((judge.base_seed, number), dtype, ("plain",))
        arguments = judge.drawn(source, plan)
        if arguments is None:
            continue
        shape = arguments["input"].shape
        lengths = {*shape, *np.shape(arguments.get("weight"))}
        if min(lengths) < 3 or len({*shape}) < 2 or clash(arguments):
            continue
        rng = np.random.default_rng((judge.base_seed, number))
        settle(arguments, rng, judge.reference.name)
        yield judge.trial(arguments, rng, dtype)
        found += 1
        if found == count:
            return


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


def settle(arguments, rng, name):
    """Replace drawn numbers by random ones without zeros, ties or round values."""
    for key, value in arguments.items():
        if not isinstance(value, np.ndarray) or value.dtype.kind != "f":
            continue
        if key in ("running_var",) or name == "binary_cross_entropy":
            arguments[key] = rng.uniform(0.2, 0.8, value.shape).astype(value.dtype)
        elif name == "dropout":
            arguments[key] = rng.uniform(0.5, 2.0, (40, 25)).astype(value.dtype)
            arguments["p"] = float(np.float32(rng.choice((0.2, 0.3, 0.7, 0.8))))
        elif key == "target" and name in ("kl_div",):
            prob = rng.uniform(0.2, 0.8, value.shape)
            prob = prob / prob.sum(-1, keepdims=True)
            arguments[key] = prob.astype(value.dtype)
        elif key == "target" and "binary" in name:
            arguments[key] = rng.integers(0, 2, value.shape).astype(value.dtype)
        else:
            arguments[key] = (1.5 * rng.standard_normal(value.shape)).astype(
                value.dtype
            )


def clash(arguments) -> bool:
    """Tell whether a linear weight is square, which hides a transpose."""
    weight = arguments.get("weight")
    return np.ndim(weight) == 2 and weight.shape[0] == weight.shape[1]
