"""An exercise: where its body is, what is held fixed, what it is judged against."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from . import body


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """A textbook function with its backward left blank.

    Attributes
    ----------
    name : str
        Of the function and of the file.
    place : str
        "module:function" in the package.
    equation : str
        What forward computes, or how an optimiser steps.
    against : str
        The reference, as `check` takes it.
    example : str or None
        One call's arguments, where the names do not tell.
    held : mapping
        Options that are fixed, so that the lines that serve them fall away.
    texts : mapping
        Patterns, and what is written for their matches.
    steps : tuple of str
        Further hints, where the body has no comments.
    methods : tuple of str
        What takes a step, of a class.
    told : str or None
        Where the docstring is, if not at `place`.
    """

    name: str
    place: str
    equation: str
    against: str
    example: str | None = None
    held: Mapping = field(default_factory=dict)
    texts: Mapping = field(default_factory=dict)
    steps: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    told: str | None = None
    blank = "backward"

    @cached_property
    def solution(self) -> str:
        """The function with its backward, as the project has it."""
        return self.made_from(body.source_of(self.place))

    def made_from(self, source: str) -> str:
        """Return the exercise's function from a version of the project's source."""
        return body.worked(source, self.name, dict(self.held), dict(self.texts))

    @property
    def document(self) -> str:
        """The docstring that its shapes come from."""
        return body.docstring(self.told or self.place)

    @property
    def module(self) -> str:
        """Where the body is."""
        return self.place.partition(":")[0]

    @cached_property
    def hints(self) -> list[str]:
        """The derivation, line by line."""
        lines = blank_lines(self.solution, self.blank)
        comments = [
            line.strip().removeprefix("# ")
            for line in lines
            if line.lstrip().startswith("#")
        ]
        lines = [*comments, *self.steps]
        return [line for line in lines if line not in self.equation]

    @cached_property
    def wanted(self) -> list[str]:
        """The gradients that are to be found."""
        function = ast.parse(self.solution).body[0]
        names = [a.arg for a in function.args.args]
        for node in ast.walk(named(function, self.blank)):
            if isinstance(node, ast.Return):
                value = node.value
                parts = value.elts if isinstance(value, ast.Tuple) else [value]
                return [
                    f"d{n}"
                    for n, part in zip(names, parts)
                    if not (isinstance(part, ast.Constant) and part.value is None)
                ]
        raise ValueError(f"{self.name} has no gradients")

    @property
    def points(self) -> int:
        """A point for every gradient."""
        return len(self.wanted)


def named(tree, name: str):
    """Return the function of a name inside a tree."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return node
    raise ValueError(f"there is no {name}")


def blank_lines(source: str, name: str) -> list[str]:
    """Return the lines of the body of an inner function."""
    node = named(ast.parse(source), name)
    return source.splitlines()[node.lineno : node.end_lineno]
