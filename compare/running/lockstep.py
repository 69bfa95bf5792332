"""Comparing a script's trainings: every step alone, and the free run beside it.

Three processes follow the one that runs torch. scratch runs free; scratch again takes
torch's weights and optimiser state after every step, so that each step stands alone;
and torch does so too, its weights moved by one rounding each: how far its step then
lands from torch's own is what rounding does to this script at this step.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from .runner import Script, start

FACTOR = 64  # a step rounds many numbers, the envelope moves the weights alone


@dataclass
class Parameter:
    """What became of one parameter."""

    name: str
    shape: tuple[int, ...]
    alone: float = 0.0  # largest difference of a step alone, relative
    share: float = 0.0  # of what rounding explains
    free: float = 0.0  # largest difference of the free run, relative
    parted: int | None = None  # first step of the free run beyond rounding


@dataclass
class Comparison:
    """The figures of a whole run."""

    steps: int = 0
    parameters: dict[tuple[int, int], Parameter] = field(default_factory=dict)
    kinds: dict[int, str] = field(default_factory=dict)
    loss_alone: float = 0.0
    loss_free: float = 0.0
    failure: str | None = None
    free_end: str | None = None
    lacks: str | None = None
    printed_alike: bool | None = None
    leaves: dict[str, float] = field(default_factory=dict)

    @property
    def equal(self) -> bool:
        """Whether scratch did what torch did, as far as rounding allows."""
        alone = all(p.share <= 1 for p in self.parameters.values())
        return self.failure is None and self.lacks is None and alone

    def _repr_html_(self):
        from .showing import html

        return html(self)


def follow(
    script: Script, steps: int | None = None, advance: Callable[[int], None] = id
) -> Comparison:
    """Run a script in lockstep on both libraries."""
    leader, shaken = start(script, "torch", (None, 1))
    free, alone = start(script, "scratch", (None, None))
    runners = [leader, free, alone, shaken]
    try:
        return Lockstep(runners, steps, advance).run()
    finally:
        for runner in runners:
            runner.close()


class Lockstep:
    """The four processes of a comparison, step by step."""

    def __init__(self, runners, steps, advance):
        self.leader, self.free, self.alone, self.shaken = runners
        self.limit, self.advance = steps, advance
        self.result = Comparison()
        self.free_alive = True

    def run(self) -> Comparison:
        """Follow the leader to its end."""
        while True:
            truth = self.leader.next()
            if truth["event"] == "end":
                return self.finish(truth)
            others = self.alone.next(), self.shaken.next()
            for other, who in zip(others, ("scratch", "torch one rounding away")):
                if not same(truth, other):
                    return self.parted(truth, other, who)
            free = self.free.next() if self.free_alive else None
            self.take(truth, others, free)
            stop = self.limit is not None and self.result.steps >= self.limit
            known = {"params": truth["params"], "state": truth["state"]}
            self.leader.answer(stop=stop)
            if self.free_alive:
                self.free.answer(stop=stop)
            self.alone.answer(stop=stop, **known)
            self.shaken.answer(stop=stop, **known)

    def take(self, truth, others, free) -> None:
        """Record one step."""
        result, number = self.result, truth["optimizer"]
        result.steps += 1
        self.advance(result.steps)
        result.kinds[number] = truth["kind"]
        alone, shaken = others
        for i, expected in enumerate(truth["params"]):
            if (number, i) not in result.parameters:
                result.parameters[number, i] = Parameter(
                    truth["names"][i], expected.shape
                )
            record = result.parameters[number, i]
            size = largest(expected)
            eps = float(np.finfo(expected.dtype).eps)
            moved = largest(shaken["params"][i] - expected)
            allowed = FACTOR * moved + FACTOR * eps * size
            off = largest(alone["params"][i] - expected)
            record.alone = max(record.alone, off / (size or 1))
            record.share = max(record.share, off / allowed if allowed else off)
            if free is not None and same(truth, free):
                apart = largest(free["params"][i] - expected) / (size or 1)
                record.free = max(record.free, apart)
                if record.parted is None and apart > eps**0.5:
                    record.parted = truth["step"]
        result.loss_alone = max(result.loss_alone, gap(alone["loss"], truth["loss"]))
        if free is not None and same(truth, free):
            result.loss_free = max(result.loss_free, gap(free["loss"], truth["loss"]))
        elif free is not None:
            self.free_alive = False
            result.free_end = f"it took another path at step {result.steps}"

    def parted(self, truth, other, who) -> Comparison:
        """Say that a process did something else than torch, and what."""
        where = f"at step {self.result.steps + 1}"
        if other["event"] == "end":
            what = other.get("error") or "the script ended"
            place = f" ({other['line']})" if other.get("line") else ""
            self.result.failure = f"{who}, {where}: {what}{place}"
            self.result.lacks = other.get("lacks")
        else:
            self.result.failure = f"{who}, {where}: another optimiser or shape"
        return self.result

    def finish(self, truth) -> Comparison:
        """Compare how the processes end."""
        result = self.result
        if truth.get("error"):
            result.failure = f"the script fails with torch itself: {truth['error']}"
            return result
        other = self.alone.next()
        if other["event"] != "end":
            result.failure = "scratch went on after torch had ended"
        elif other.get("error"):
            return self.parted(truth, other, "scratch")
        elif not result.steps:
            self.compare_ends(truth, other)
        self.leader.answer()
        return result

    def compare_ends(self, truth, other) -> None:
        """Compare what a script without optimisers prints and leaves behind."""
        result = self.result
        result.printed_alike = alike(self.leader.output(), self.alone.output())
        for name, expected in truth["leaves"].items():
            found = other["leaves"].get(name)
            if found is None or found.shape != expected.shape:
                result.failure = f"{name} has another shape or is missing"
                return
            size = largest(expected) or 1.0
            result.leaves[name] = largest(found - expected) / size
            if result.leaves[name] > np.finfo(expected.dtype).eps ** 0.5:
                result.failure = f"{name} differs by {result.leaves[name]:.2g}"
        if not result.printed_alike:
            result.failure = result.failure or "the scripts print other things"


def same(one: dict, other: dict) -> bool:
    """Whether two messages are about the same step of the same parameters."""
    if one["event"] != other["event"] or one["event"] == "end":
        return False
    shapes = [[p.shape for p in message["params"]] for message in (one, other)]
    steps = [(m["optimizer"], m["step"], m["kind"]) for m in (one, other)]
    return steps[0] == steps[1] and shapes[0] == shapes[1]


def largest(array) -> float:
    """Return the largest size of an element; infinite if one is NaN."""
    if not array.size:
        return 0.0
    worst = float(np.abs(array).max())
    return worst if worst == worst else float("inf")


def gap(one, other) -> float:
    """Return the relative difference of two losses."""
    if one is None or other is None:
        return 0.0 if one is other else float("inf")
    return abs(one - other) / (abs(other) or 1.0)


def alike(one: str, other: str) -> bool:
    """Whether two texts are equal but for the last digits of their numbers."""
    texts = one, other
    words = [text.replace("=", " ").replace(",", " ").split() for text in texts]
    return len(words[0]) == len(words[1]) and all(map(close, *words))


def close(one: str, other: str) -> bool:
    """Whether two words are equal, or numbers that agree to four digits."""
    try:
        a, b = float(one), float(other)
    except ValueError:
        return one == other
    return abs(a - b) <= 1e-3 * max(abs(a), abs(b)) or (a != a and b != b)
