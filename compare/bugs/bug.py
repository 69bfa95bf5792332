"""A bug: a line of a textbook operation, exchanged for the wrong one.

The wrong function is not typed a second time. It is the source of `scratch` itself
with `right` replaced by `wrong`, compiled; so the lines that `python -m compare bugs`
shows are the lines that ran. Where one line cannot be wrong alone, the module of the
topic holds an operation of its own.
"""

import inspect
import linecache
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from .operation import Operation


@dataclass(frozen=True, kw_only=True)
class Bug:
    """One classic mistake.

    Attributes
    ----------
    name : str
        A word for the command line.
    title : str
        What is wrong, in a phrase.
    operation : Operation
        What it corrupts.
    right, wrong : str
        The lines exchanged, as they stand in the operation's source.
    diagnosis : str
        The name that `diagnose` must give it.
    hidden_by : dict
        Arguments of the operation's `draw` under which the bug does not show; empty
        if there are none.
    hidden_when : str
        The same in words.
    drawn_with : dict
        Arguments of `draw` that the bug needs to show at all.
    signature : str
        What its numbers look like.
    dtype : str
        The dtype in which it shows.
    """

    name: str
    title: str
    operation: Operation
    right: str
    wrong: str
    diagnosis: str
    hidden_by: Mapping[str, object] = field(default_factory=dict)
    hidden_when: str = "never"
    drawn_with: Mapping[str, object] = field(default_factory=dict)
    signature: str
    dtype: str = "float64"

    @cached_property
    def function(self) -> Callable:
        """The operation with this bug in it."""
        return exchange(self.operation.function, self.right, self.wrong, self.name)

    @property
    def topic(self) -> str:
        """The module of the gallery it is in."""
        return self.operation.topic


def exchange(function: Callable, right: str, wrong: str, label: str) -> Callable:
    """Return `function` with the lines `right` replaced by `wrong`.

    Raises
    ------
    ValueError
        If `right` does not occur exactly once.
    """
    source = textwrap.dedent(inspect.getsource(function))
    source = source[source.index("def ") :]  # the body, without its decorator
    if source.count(right) != 1:
        raise ValueError(f"{right!r} must occur once in {function.__name__}")
    changed = source.replace(right, match_indent(source, right, wrong))
    filename = f"<bug {label}>"
    lines = changed.splitlines(keepends=True)
    linecache.cache[filename] = (len(changed), None, lines, filename)
    scope = dict(function.__globals__)
    exec(compile(changed, filename, "exec"), scope)
    return scope[function.__name__]


def match_indent(source: str, right: str, wrong: str) -> str:
    """Indent the further lines of `wrong` as the line where `right` begins."""
    line = source[: source.index(right)].rpartition("\n")[2]
    indent = " " * (len(line) - len(line.lstrip(" ")))
    first, *rest = wrong.split("\n")
    return "\n".join([first, *(indent + part if part else part for part in rest)])
