"""The verdict on a candidate, in words for the one who wrote it."""

import json
import textwrap
from dataclasses import dataclass, field

from ..terminal.words import counted
from .gallery import similar
from .showing import assigned, html

EXIT = {"right": 0, "convention": 0, "wrong": 1, "not judged": 3}


@dataclass
class Verdict:
    """What `check` found.

    Attributes
    ----------
    candidate, reference : str
    mistakes : list of str
        Their names.
    diagnosis : list of str
        A line for each gradient that is wrong.
    conventions : list of str
        Known ways in which it differs and is right all the same.
    precision, notes : list of str
    stuck : str or None
        Why it could not be judged.
    tried : list of str
    asked : str or None
        A word of the only convention that counts as right.
    unresolved : float
        The share of elements in which an error of 1e-4 might not show.
    """

    candidate: str
    reference: str
    mistakes: list[str] = field(default_factory=list)
    diagnosis: list[str] = field(default_factory=list)
    conventions: list[str] = field(default_factory=list)
    precision: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stuck: str | None = None
    message: str | None = None
    tried: list[str] = field(default_factory=list)
    calls: int = 0
    what: str = "the gradients agree"
    unresolved: float = 0.0
    sampled: list[str] = field(default_factory=list)
    counterexample: list[str] = field(default_factory=list)
    isolated: bool = True
    strict: bool = False
    asked: str | None = None
    seconds: float = 0.0

    @property
    def verdict(self) -> str:
        """One of right, convention, wrong, not judged."""
        if self.stuck is not None:
            return "not judged"
        if self.message is not None:
            return "wrong"
        if not self.calls:
            return "not judged"
        return "convention" if self.conventions else "right"

    @property
    def passed(self) -> bool:
        """Whether the gradients are right; with `strict`, in torch's own convention."""
        return self.exit == 0

    @property
    def exit(self) -> int:
        """The exit status of the command."""
        if self.verdict != "convention":
            return EXIT[self.verdict]
        if self.asked is not None:
            return 0 if self.asked.lower() in "; ".join(self.conventions).lower() else 1
        return 1 if self.strict else 0

    @property
    def mistake(self) -> str | None:
        """The name of the first mistake."""
        return self.mistakes[0] if self.mistakes else None

    @property
    def line(self) -> str:
        """The verdict in one line."""
        kind = self.verdict
        if kind == "not judged":
            return f"Not judged: {self.stuck or 'nothing could be tried'}"
        if kind == "wrong":
            return f"Wrong: {'; '.join(dict.fromkeys(self.mistakes)) or self.message}"
        if kind == "convention":
            return f"Right, in another convention: {'; '.join(self.conventions)}"
        return f"Right: {self.what} in {self.calls} calls"

    def take(self, judge) -> None:
        """Take over what a judge found."""
        self.conventions, self.precision = judge.conventions, judge.precision
        self.notes += judge.notes
        self.calls = len(judge.tried)
        self.sampled = sorted(judge.sampled)
        if judge.elements:
            self.unresolved = judge.unresolved / judge.elements
        excused = judge.words_for_roles()
        if excused:
            self.notes.append(f"no gradient for {', '.join(excused)}: none is needed")
        if judge.guarded:
            self.notes.append(
                "where the reference holds a number away from zero (a clamp of its "
                "own), nothing is compared"
            )
        shapes = list(dict.fromkeys(str(s[0]) for _, _, s in judge.tried if s))
        regimes = list(dict.fromkeys(r for r, _, _ in judge.tried))
        dtypes = sorted({d for _, d, _ in judge.tried})
        if judge.tried:
            self.tried = [
                f"numbers: {', '.join(regimes)}",
                f"sizes of the first argument: {', '.join(shapes)}",
                f"dtypes: {', '.join(dtypes)}",
            ]
        if judge.dropped:
            self.notes.append(
                "not tried, for it was refused or another function there: "
                + textwrap.shorten(judge.dropped[0], 150, placeholder=" ...")
            )
        failure = judge.failure
        if failure is not None:
            self.message = failure.message
            self.mistakes, self.diagnosis = failure.names, failure.diagnosis
            known = similar(judge.info["name"], self.mistakes)
            if known:
                self.notes.append(f"see `python -m compare bugs {known}`")
            self.show(judge, failure)

    def show(self, judge, failure) -> None:
        """Write the failing call."""
        if failure.trial is None:
            return
        lines = [assigned(n, v) for n, v in failure.trial.inputs.items()]
        if judge.way.upstream:
            lines += [assigned("upstream gradient", u) for u in failure.trial.upstream]
        d = failure.difference
        if d is not None and d.got is not None:
            what = (
                d.quantity[4:]
                if d.quantity.startswith("the output")
                else f"gradient of {d.quantity}"
            )
            lines += [
                assigned(f"your {what}", d.got),
                assigned(f"expected {what}", d.expected),
            ]
        self.counterexample = lines

    def as_json(self) -> dict:
        """Return the fields that are documented."""
        return {
            "verdict": self.verdict,
            "line": self.line,
            "mistakes": self.mistakes,
            "diagnosis": self.diagnosis,
            "convention": self.conventions,
            "precision": self.precision,
            "notes": self.notes,
            "tried": self.tried,
            "calls": self.calls,
            "unresolved": self.unresolved,
            "sampled": self.sampled,
            "isolated": self.isolated,
            "candidate": self.candidate,
            "reference": self.reference,
        }

    def write(self, path) -> None:
        """Write the fields to a file."""
        with open(path, "w") as file:
            json.dump(self.as_json(), file, indent=1)

    def details(self) -> list[str]:
        """Return what stands below the verdict, in lines."""
        lines = []
        if self.diagnosis:
            lines += ["", *(f"- {d}" for d in self.diagnosis)]
        if self.counterexample:
            lines += ["", "The smallest input found that shows it:", ""]
            lines += [
                f"    {line}"
                for text in self.counterexample
                for line in text.split("\n")
            ]
        told = [
            *(f"Precision: {p}." for p in self.precision),
            *(f"Note: {n}." for n in self.notes),
        ]
        if self.verdict == "convention":
            told.insert(
                0,
                "The gradients are right for its own forward; the page `conventions` "
                "of the notes (compare/reading/notes/conventions.md) says how to turn "
                "one convention into the other.",
            )
        if self.tried:
            told.append(
                f"Tried {counted(self.calls, 'call')}; {'; '.join(self.tried)}."
            )
        if self.unresolved > 0.001:
            told.append(
                "Not resolved: an error of 1e-4 might not show in "
                f"{self.unresolved:.1%} of the elements."
            )
        if self.sampled:
            told.append(f"Without a proven bound: {', '.join(self.sampled)}.")
        if not self.isolated:
            told.append("Not isolated: it ran in this process.")
        return lines + (["", *told] if told else [])

    def __bool__(self):
        return self.passed

    def __str__(self):
        lines = [
            self.line,
            f"({self.candidate} against {self.reference})",
            *self.details(),
        ]
        return "\n".join(wrapped(line) for line in lines)

    def _repr_pretty_(self, printer, cycle):
        """Show the text, not the fields, in a notebook."""
        printer.text(str(self))

    def _repr_html_(self):
        """Show it as a page does."""
        return html(self)


def wrapped(line: str) -> str:
    """Break a line at words where it is longer than a terminal."""
    if len(line) <= 80 or line.startswith("    "):
        return line
    indent = "  " if line.startswith("- ") else ""
    return textwrap.fill(
        line,
        80,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
