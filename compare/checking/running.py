"""`check` and `assert_matches`: somebody's own code against any function of torch."""

import contextlib
import random
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from . import code, examples, optional, randomness
from .messages import Malformed
from .opening import examples_ok, guessed, loaded, open_standard
from .process import Ended
from .unclear import Stuck
from .verdict import Verdict


def check(
    candidate: object,
    reference: str | Callable,
    *example: object,
    map: dict[str, str] | None = None,
    init: str | tuple | None = None,
    methods: tuple[str, ...] = (),
    convention: str | None = None,
    strict: bool = False,
    timeout: float = 20.0,
    seed: int = 0,
    isolate: bool = True,
    seconds: float = 7.0,
) -> Verdict:
    """Compare an implementation with torch's and name what is wrong with it.

    The code is imported and run in a child process that has limits.

    Parameters
    ----------
    candidate : str, (forward, backward), function or class
        "file.py:forward,backward", or the objects themselves.
    reference : str or callable
        As torch spells it, "file.py:name", or a function of tensors that takes the
        candidate's own arguments.
    *example
        One call's arguments; a single text is read as `randn(4, 5), {"stride": 2}`.
    map : dict, optional
        What parameters stand for whose names say nothing: {"foo": "weight"}.
    init : str or tuple, optional
        The arguments with which a class is built.
    methods : tuple of str
        The names of forward and backward.
    convention : str, optional
        A word of the one that you follow: "1/m", "sum"; another one is wrong.
    strict : bool
        Whether another convention counts as wrong.
    seconds : float
        For the search; a few calls are always tried.
    isolate : bool
        Whether to run in a child process where that is possible.

    Raises
    ------
    Unclear
        If there is no such file, name or reference.
    """
    began = time.monotonic()
    place = code.of(candidate)
    if isinstance(reference, str):
        examples_ok(reference)
    verdict = Verdict(
        place.title, str(getattr(reference, "__name__", reference)), strict=strict
    )
    verdict.asked = convention
    with contextlib.ExitStack() as stack:
        stack.enter_context(undisturbed())
        process = stack.enter_context(code.start(place, timeout, isolate))
        verdict.isolated = process.isolated
        try:
            judge(
                verdict,
                stack,
                process,
                reference,
                example,
                began,
                {
                    "renamed": dict(map or {}),
                    "init": read(init),
                    "methods": tuple(methods),
                },
                seed,
                timeout,
                seconds,
            )
        except Stuck as stuck:
            verdict.stuck = str(stuck)
        except (Ended, Malformed) as ended:
            verdict.stuck = str(ended)
    verdict.seconds = time.monotonic() - began
    return verdict


def judge(
    verdict,
    stack,
    process,
    reference,
    example,
    began,
    options,
    seed,
    timeout,
    seconds,
):
    """Describe both sides, match them and judge."""
    standard, info, example = open_standard(stack, reference, example, timeout)
    verdict.reference = info["title"]
    described = loaded(process.answer(), verdict)
    from . import stepping
    from .judge import FEW, Judge
    from .matching import Match, Matching
    from .signatures import texts

    if info["optimizer"]:
        stepping.judge(verdict, process, standard, info, described, example, options)
        return
    listed = texts(info["name"], info["rank"])[: 1 if example is not None else None]
    samples = [examples.parse(text)[1] for text in listed]
    if not samples and example is None:
        samples = guessed(info)
    given = example is not None or info["own"]
    if samples and not given:
        samples += optional.samples(info, described, samples[0])
    match: Match | None = None
    reason: Stuck | None = None

    def matched(sample) -> Match:
        matching = Matching(process, standard, info, sample, example, **options)
        return matching.find(described)

    def again(sample) -> Judge:
        return Judge(matched(sample), standard, info, process, seed, 2.0, FEW)

    for sample in samples or [{}]:
        try:
            match = matched(sample)
            break
        except Stuck as stuck:
            reason = reason or stuck
    if match is None:
        raise reason or Stuck("no example could be tried")
    one = Judge(match, standard, info, process, seed, seconds)
    try:
        one.judge()
        if one.failure is None and not given:
            one = optional.judge_more(one, described, sample, again)
        if one.failure is not None:
            from .reporting import conclude

            conclude(one)
    finally:
        verdict.take(one)


def read(init):
    """Read the arguments of a constructor."""
    if init is None:
        return None
    if isinstance(init, str):
        return examples.parse(init)
    return (list(init), {})


@contextlib.contextmanager
def undisturbed():
    """Leave the global random numbers of this process as they were."""
    state, numbers = random.getstate(), np.random.get_state()  # noqa: NPY002
    default_rng, torchs = np.random.default_rng, torch.get_rng_state()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        random.setstate(state)
        np.random.set_state(numbers)  # noqa: NPY002
        np.random.default_rng = default_rng  # what is not isolated exchanges it
        torch.set_rng_state(torchs)
        randomness.made.clear()


def assert_matches(
    candidate: object, reference: str | Callable, *example: object, **options: Any
) -> None:
    """Fail a test with the full verdict unless `check` finds the gradients right.

    Raises
    ------
    AssertionError
    """
    verdict = check(candidate, reference, *example, **options)
    if not verdict:
        raise AssertionError(f"\n{verdict}")
