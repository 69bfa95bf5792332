"""The verdict on an optimiser: the first step that differs from torch's, and why."""

import numpy as np

from ..oracle import Bounded, lift
from . import buffers, optimizers, rules
from .options import USED
from .places import Raised
from .showing import shown
from .unclear import Stuck

COARSE = {"Muon": "torch orthogonalises in bfloat16, of which two digits are left"}


def judge(verdict, process, standard, info, described, example, options) -> None:
    """Judge an optimiser on weights and gradients of several kinds."""
    if info["name"] in COARSE and not info["own"]:
        raise Stuck(
            f"{COARSE[info['name']]}: name an Optimizer of your own, in torch, that "
            "does it in the dtype it is given: --against file.py:Class"
        )
    stepper = optimizers.Stepper(process, described, info["name"], example, options)
    vector = standard.ask("optimize", settings={}, weights=np.ones(2), gradients=[])
    stepper.vectors = "refused" not in vector
    verdict.what = f"the parameters agree after each of {optimizers.STEPS} steps"
    conventions: list[str] = []
    wraps = stepper.wraps()
    for seed in range(4):
        weights, gradients, found = take(stepper, wraps, seed)
        wraps = [stepper.wrap]
        right, theirs = expected(standard, stepper, weights, gradients)
        tolerance = bounds(info["name"], stepper.options, weights, gradients, right)
        wrong = [
            t
            for t, (a, b, e) in enumerate(zip(found, right, tolerance))
            if not (np.abs(a - b) <= e).all()
        ]
        verdict.calls += 1
        if not wrong:
            if seed == 0:
                verdict.notes += buffers.relations(stepper.buffers, theirs)
            continue
        words = name(info["name"], stepper, weights, gradients, found)
        if words and words[1]:
            if words[0] not in conventions:
                conventions.append(words[0])
            continue
        blame(verdict, stepper, words, wrong[0], weights, gradients, found, right)
        verdict.diagnosis += buffers.differences(stepper.buffers, theirs)
        return
    verdict.conventions = conventions
    verdict.tried = [
        f"{optimizers.STEPS} steps with a changing gradient, from {verdict.calls} "
        "starts",
        f"settings: {stepper.options}",
    ]


def take(stepper, wraps, seed) -> tuple:
    """Let the candidate take its steps; try arrays, dictionaries, lists, objects."""
    reason = None
    for wrap in wraps:
        random = np.random.default_rng(seed)
        shape = (4, 3) if seed % 2 or not stepper.vectors else (5,)
        shape = (wrap.parts, *shape) if wrap.parts > 1 else shape
        weights = random.standard_normal(shape)
        gradients = [
            random.standard_normal(shape) * (1 + t % 3) for t in range(optimizers.STEPS)
        ]
        if seed == 2:
            gradients[1] = np.zeros_like(weights)
        stepper.wrap, stepper.decays = wrap, seed == 3
        try:
            found = optimizers.follow(stepper, weights, gradients)
            if not np.array_equal(found[-1], weights):
                return weights, gradients, found
            reason = reason or Stuck("its steps leave the weights as they are")
        except Raised as error:
            reason = reason or Stuck(f"a step raises {error}")
        except Stuck as stuck:
            reason = reason or stuck
    raise reason


def expected(standard, stepper, weights, gradients):
    """Return torch's weights after each step, and its buffers."""
    if "lr" not in stepper.options:
        raise Stuck('cannot tell its learning rate: call it lr, or say --init "..."')
    answer = standard.ask(
        "optimize", settings=settings(stepper), weights=weights, gradients=gradients
    )
    if "refused" in answer:
        raise Stuck(answer["refused"])
    return answer["weights"], answer["buffers"]


def bounds(title, options, weights, gradients, right) -> list:
    """Return how far the weights may be from torch's after each step.

    Of an optimiser that has no rule, it is what rounding does to Adam's, on the scale
    of the way that its own steps go.
    """
    if title in rules.KNOWN:
        return tolerances(title, options, weights, gradients)
    plain = rules.run("Adam", options, weights, gradients)
    ways = (np.abs(walk[-1] - weights).max() for walk in (right, plain))
    found = tolerances("Adam", options, weights, gradients)
    share = max(1.0, next(ways) / next(ways))
    return [share * tolerance for tolerance in found]


def tolerances(name: str, options: dict, weights, gradients) -> list:
    """Return what rounding may do to the weights after each step, element by element.

    A setting may be one rounding off: 1 - beta makes a thousand of it. Both sides
    round, so that they may be twice the bound apart.
    """
    before = Bounded.U, Bounded.ETA, Bounded.TINY, Bounded.HUGE
    Bounded.use("float64")
    try:
        settings = {
            n: Bounded(np.float64(x), 1.0) for n, x in (rules.RIGHT | options).items()
        }
        exact = [lift(g, "float64") for g in gradients]
        walk = rules.run(name, settings, lift(weights, "float64"), exact)
        return [np.float64(2 * w.tolerance()) for w in walk]
    finally:
        Bounded.U, Bounded.ETA, Bounded.TINY, Bounded.HUGE = before


def settings(stepper) -> dict:
    """Return the options for torch."""
    o = {n: v for n, v in stepper.options.items() if n in USED[stepper.family]}
    names = {"decay": "weight_decay", "rho": "alpha"}
    found = {names.get(n, n): v for n, v in o.items() if n not in ("b1", "b2")}
    if stepper.family == "adam":
        found["betas"] = (o.get("b1", 0.9), o.get("b2", 0.999))
    return found


def name(title, stepper, weights, gradients, found):
    """Return (words, whether it is a convention) of what explains every step."""
    for words, convention, switches in rules.mistakes(title):
        tried = rules.run(title, stepper.options | switches, weights, gradients)
        scale = max(np.abs(tried[-1] - weights).max(), 1e-12)
        plain = rules.run(title, stepper.options, weights, gradients)
        if all(
            np.allclose(a, b, rtol=0, atol=1e-9 * scale) for a, b in zip(tried, plain)
        ):
            continue
        if all(
            np.isfinite(a).all() and np.allclose(a, b, rtol=0, atol=1e-9 * scale)
            for a, b in zip(found, tried)
        ):
            return words, convention
    return None


def blame(verdict, stepper, words, step, weights, gradients, found, right) -> None:
    """Say which step differs first."""
    verdict.message = f"the parameters differ from step {step + 1} on"
    verdict.mistakes = [words[0]] if words else []
    verdict.diagnosis = [
        f"{verdict.message}: {words[0] if words else 'no known mistake fits'}"
    ]
    verdict.counterexample = [
        f"settings: {stepper.options}",
        f"weights = {shown(weights)}",
        *(
            f"gradient in step {t + 1} = {shown(g)}"
            for t, g in enumerate(gradients[: step + 1])
        ),
        f"your weights after step {step + 1} = {shown(found[step])}",
        f"expected = {shown(right[step])}",
    ]
