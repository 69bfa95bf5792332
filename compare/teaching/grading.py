"""Grade one sheet: what `check` finds, as a row with points."""

import ast
import inspect
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from compare.terminal.markup import table

from .catalogue import collect
from .exercise import Exercise

STATES = ("right", "convention", "wrong", "blank", "not judged")


@dataclass
class Grade:
    """What one sheet is worth.

    Attributes
    ----------
    exercise, file, person : str
    state : {"right", "convention", "wrong", "blank", "not judged"}
    points, of : int
        Points for it, and how many there are.
    hint : str
        The name of the mistake or of the convention, or why it was not judged.
    details : str
        The whole verdict.
    seconds : float
    """

    exercise: str
    file: str = ""
    person: str = ""
    state: str = "blank"
    points: int = 0
    of: int = 1
    hint: str = ""
    details: str = field(default="", repr=False)
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether it is right, in torch's convention or another."""
        return self.state in ("right", "convention")

    def __str__(self):
        if self.state == "blank":
            return f"Blank: {self.hint}"
        return f"{self.details}\n{self.points} of {self.of} points"

    def _repr_html_(self):
        line = f"{self.state.capitalize()}: {self.points} of {self.of} points"
        good = None if self.state == "blank" else self.passed
        text = table([], [], f"{line}. {self.hint}".rstrip(". "), good)
        return f"{text}<pre>{escape(self.details)}</pre>" if self.details else text


def grade(name: str, *candidate, timeout: float = 20.0, **options) -> Grade:
    """Grade your own: the name of an exercise and what you wrote.

    Parameters
    ----------
    name : str
        As `python -m compare exercise --list` has it.
    *candidate : function or class, or str
        The object, or "file.py:name".
    timeout : float
        Seconds that one call may take.

    Raises
    ------
    ValueError
        If there is no such exercise.
    """
    known = collect()
    if name not in known:
        raise ValueError(f"no exercise is called {name!r}")
    exercise = known[name]
    found = candidate[0] if candidate else f"{name}.py:{name}"
    source = text_of(found)
    if source is not None and (words := left_blank(source, exercise)):
        return Grade(name, of=exercise.points, hint=words)
    from ..checking import Unclear, check

    options = {
        "methods": exercise.methods,
        "timeout": timeout,
        "seconds": 5.0,
    } | options
    try:
        verdict = None
        for example in dict.fromkeys((exercise.example, None)):
            again = check(
                found,
                reference(exercise),
                *([example] if example else []),
                **options,
            )
            verdict = verdict or again
            if again.stuck is None:  # else its arguments may be others than the sheet's
                verdict = again
                break
    except Unclear as error:
        return Grade(name, state="not judged", of=exercise.points, hint=str(error))
    return graded(exercise, verdict)


def load() -> None:
    """Import the judge: with torch, it takes a while."""
    from ..checking import judge, matching, running, standard, stepping  # noqa: F401


def graded(exercise: Exercise, verdict) -> Grade:
    """Turn a verdict into points."""
    state = verdict.verdict
    hint = verdict.line.partition(": ")[2] if state != "right" else ""
    if state == "not judged" and "your turn" in hint:
        state, hint = "blank", "a blank is left"
    one = Grade(exercise.name, state=state, of=exercise.points, hint=hint)
    one.points = one.of if one.passed else 0
    one.details, one.seconds = str(verdict), verdict.seconds
    return one


def reference(exercise: Exercise):
    """Return what it is judged against, as `check` takes it."""
    module, colon, name = exercise.against.partition(":")
    if colon or module.startswith("torch_ref."):
        from importlib import import_module

        module, name = (module, name) if colon else module.rsplit(".", 1)
        return inspect.unwrap(getattr(import_module(module), name))
    return exercise.against


def text_of(candidate) -> str | None:
    """Return the source that a candidate is written in, if it can be read."""
    try:
        if isinstance(candidate, str):
            path = candidate.rpartition(":")[0]
            return Path(path).read_text(encoding="utf-8")
        if inspect.isclass(candidate):  # in a notebook only its methods have a source
            methods = filter(inspect.isfunction, vars(candidate).values())
            body = "".join(inspect.getsource(method) for method in methods)
            return f"class {candidate.__name__}:\n{body}"
        return inspect.getsource(candidate)
    except (OSError, TypeError, UnicodeDecodeError):
        return None


def left_blank(source: str, exercise: Exercise) -> str | None:
    """Return what a blank still asks for; None where all are filled in."""
    try:
        tree = ast.parse(inspect.cleandoc(source) if source[:1] == " " else source)
    except (SyntaxError, ValueError):
        return None
    for node in ast.walk(tree):
        kinds = (ast.FunctionDef, ast.ClassDef)
        if isinstance(node, kinds) and node.name == exercise.name:
            return first_blank(node)
    return None


def first_blank(tree) -> str | None:
    """Return the words of the first blank of a function or class."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        lines = [s for s in function.body if not isinstance(s, ast.Expr)]
        if lines and isinstance(lines[0], ast.Raise):
            call = lines[0].exc
            if isinstance(call, ast.Call) and call.args:
                return str(getattr(call.args[0], "value", "a blank is left"))
    return None
