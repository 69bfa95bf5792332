"""The verdict on a candidate, in words for the one who wrote it."""

import re
from dataclasses import dataclass, field

import numpy as np

from ..diagnosis import Diagnosis
from ..example import show


@dataclass
class Stage:
    """One kind of input, and whether everything agreed on it."""

    title: str
    passed: bool
    examples: int


@dataclass
class Counterexample:
    """The simplest input found on which the candidate is wrong."""

    message: str
    arguments: dict
    doutput: np.ndarray | None
    got: np.ndarray | None = None
    expected: np.ndarray | None = None
    index: tuple[int, ...] | None = None
    label: str = ""

    def lines(self) -> list[str]:
        """Return it as lines to read and to paste."""
        found = [f"{name} = {show(value)}" for name, value in self.arguments.items()]
        if self.doutput is not None:
            found.append(f"upstream gradient = {show(self.doutput)}")
        if self.got is not None:
            found.append(f"your {self.label} = {show(self.got)}")
            expected = np.asarray(self.expected).astype(np.asarray(self.got).dtype)
            found.append(f"expected {self.label} = {show(expected)}")
        return [line for item in found for line in item.split("\n")]


@dataclass
class Verdict:
    """What `check` found.

    Attributes
    ----------
    candidate, reference : str
    stages : list of Stage
        In the order in which they ran; after one that fails no other runs.
    failed : str or None
        What differed first: "output", "dinput", ..., "call" or "manners".
    counterexample : Counterexample or None
    diagnosis : Diagnosis or None
    broken : str or None
        Why the candidate could not be judged: it hangs, crashes, is unclear.
    notes : list of str
    labels : dict
        What the candidate calls each quantity.
    """

    candidate: str
    reference: str
    stages: list[Stage] = field(default_factory=list)
    failed: str | None = None
    counterexample: Counterexample | None = None
    diagnosis: Diagnosis | None = None
    broken: str | None = None
    notes: list[str] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether everything agreed."""
        return self.failed is None and self.broken is None

    @property
    def mistake(self) -> str | None:
        """The name of the mistake, if one is known that fits."""
        return None if self.diagnosis is None else self.diagnosis.name

    @property
    def mistakes(self) -> tuple[str, ...]:
        """The names of all mistakes found, one for each quantity that differs."""
        found = self.diagnosis.findings if self.diagnosis else []
        return tuple(dict.fromkeys(n for f in found for n in f.names))

    def told(self) -> list[str]:
        """Return the diagnosis, a line for each mistake."""
        text = str(self.diagnosis)
        prefix = f"{self.diagnosis.operation}: "
        return [line.removeprefix(prefix) for line in text.split("\n")]

    def worded(self, text: str) -> str:
        """Put a line of the diagnosis into the candidate's words."""
        for quantity, label in self.labels.items():
            text = re.sub(rf"\b{quantity}\b", label, text)
        return text

    def _repr_pretty_(self, printer, cycle):
        """Show the text, not the fields, in a notebook."""
        printer.text(str(self))

    def __bool__(self):
        return self.passed

    def __str__(self):
        lines = [f"{self.candidate} against {self.reference}", ""]
        lines += [
            f"  {'agrees ' if s.passed else 'DIFFERS'}  {s.title} "
            f"({s.examples} {'examples' if s.examples != 1 else 'example'})"
            for s in self.stages
        ]
        if self.counterexample is not None:
            lines += ["", f"  {self.counterexample.message}."]
            lines += ["  The simplest input found that shows it:", ""]
            lines += [f"    {line}" for line in self.counterexample.lines()]
        if self.diagnosis is not None:
            lines += ["", "  Diagnosis:"]
            lines += [f"    {self.worded(finding)}" for finding in self.told()]
        lines += ["", *(f"  Note: {note}." for note in self.notes)]
        if self.broken:
            lines.append(f"  Not judged: {self.broken}")
        elif self.passed:
            total = sum(s.examples for s in self.stages)
            lines.append(f"  Right: everything agrees on {total} examples.")
        else:
            lines.append(f"  Wrong{f': {self.mistake}' if self.mistake else ''}.")
        return "\n".join(lines)


def counterexample_of(candidate, failure) -> Counterexample:
    """Write the simplest failure in the candidate's words."""
    trial = failure.trial
    named = {a: p for p, a in candidate.accepted.items()}
    used = candidate.uses() | {"input"}
    given = {
        named.get(n, n): v
        for n, v in trial.arguments.items()
        if v is not None and n in used and n != "normalized_shape"
    }
    return Counterexample(
        failure.message,
        given,
        trial.doutput if candidate.takes_upstream else None,
        failure.got,
        failure.expected,
        failure.index,
        candidate.label(failure.quantity),
    )
