"""One operation: how it is written, what it is drawn with, what kind it is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from textwrap import dedent


@dataclass(frozen=True)
class Operation:
    """A line of Python with places for arguments.

    Attributes
    ----------
    text : str
        The line: "{0}.sum({1}, keepdim={2})"; `dl` is the library.
    draw : callable
        From (choices, state) to the arguments, None where nothing fits.
    kinds : what it exercises, for the report.
    """

    name: str
    text: str
    draw: Callable
    kinds: tuple[str, ...] = ()
    weight: int = 10
    writes: bool = False
    statement: bool = False  # an assignment, no expression
    settings: bool = False  # it changes the library, not a tensor
    run: Callable = field(default=None, compare=False)

    def __post_init__(self):
        count = 0
        while f"{{{count}}}" in self.text:
            count += 1
        names = [f"a{i}" for i in range(count)]
        line = self.text.format(*names)
        if self.statement:
            space = {}
            exec(f"def run(dl, {', '.join(names)}):\n {line}", space)
            object.__setattr__(self, "run", space["run"])
        else:
            made = eval(f"lambda {', '.join(['dl', *names])}: {line}")
            object.__setattr__(self, "run", made)


def table(kind: str, draw: Callable, lines: str, **options) -> list[Operation]:
    """Return operations that are drawn alike: a name and a line of Python each.

    A line that is indented further goes on with the one before.
    """
    rows = dedent(lines).strip().replace("\n ", " ").splitlines()
    made = []
    for row in rows:
        name, text = " ".join(row.split()).split(" ", 1)
        made.append(Operation(name, text, draw, (kind,), **options))
    return made
