"""Draw the calls: for the search, and those that tell mistakes apart."""

import numpy as np

from ..strategies import SeededDraw
from .trial import PLANS, Plan


def draw_call(judge, source, plan: Plan) -> dict | None:
    """Draw arguments that suit the candidate, not larger than the plan says."""
    drawn = judge.reference.case.arguments(source)
    arguments = judge.reference.adapt(drawn, judge.candidate, source)
    if arguments is None:
        return None
    for name, value in arguments.items():
        if isinstance(value, np.ndarray) and value.dtype.kind == "f":
            largest = np.abs(value).max(initial=0.0)
            if largest > plan.largest and name not in ("running_var",):
                factor = 2.0 ** np.floor(np.log2(plan.largest / largest))
                arguments[name] = value * value.dtype.type(factor)
    if judge.reference.name == "binary_cross_entropy" and plan.largest < 10:
        input = arguments["input"]
        arguments["input"] = np.clip(input, 2**-6, 1 - 2**-6).astype(input.dtype)
    return arguments


def telling(judge, dtype, count: int):
    """Give trials with sizes that differ and moderate numbers, to diagnose on."""
    plan, found = PLANS[0], 0
    for number in range(4000):
        source = SeededDraw((judge.base_seed, number), dtype, ("plain",))
        arguments = draw_call(judge, source, plan)
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
