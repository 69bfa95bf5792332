"""The sheet of an exercise: a file to fill in, that runs alone and grades itself."""

import ast
import textwrap

from .catalogue import set_of
from .document import shapes
from .exercise import Exercise, named
from .imports import imports

WIDTH = 88


def sheet(exercise: Exercise, from_scratch: bool = False) -> str:
    """Return the text of a file with the blanks of an exercise."""
    code = blank(exercise, from_scratch)
    return assembled(exercise, code)


def solved(exercise: Exercise, solution: str | None = None) -> str:
    """Return the file as the project would fill it in."""
    return assembled(exercise, documented(exercise, solution or exercise.solution))


def assembled(exercise: Exercise, code: str) -> str:
    """Return header, imports, code and what grades it."""
    name = exercise.name
    return "\n".join(
        [
            '"""' + header(exercise),
            '"""',
            "",
            "# %% What it needs",
            *imports(exercise.solution, exercise.module),
            "",
            "",
            "# %% Your turn",
            code.rstrip(),
            "",
            "",
            "# %% Grade it",
            'if __name__ == "__main__":',
            "    from compare.teaching import grade",
            "",
            f'    print(grade("{name}", {name}))',
            "",
        ]
    )


def header(exercise: Exercise) -> str:
    """Return what is to be done, in words."""
    name, kind = exercise.name, set_of(exercise.name)
    what = exercise.document.splitlines()[0] if exercise.document else ""
    wanted = listed(exercise.wanted)
    if exercise.blank == "backward":
        task = (
            f"Find {wanted}: the gradients of a loss, given doutput, the gradient of "
            "that loss with respect to output. They come in the order of the "
            "arguments, None where there is none."
        )
    else:
        task = (
            f"Change {wanted} in place, as one step of the algorithm does. The first "
            f"step is t = 1."
        )
    equation = textwrap.wrap(exercise.equation, WIDTH - 4)
    return "\n".join(
        [
            what,
            "",
            f"exercise: {name} ({kind}, {counted(exercise.points)})",
            "",
            *(f"    {line}" for line in equation),
            "",
            *textwrap.wrap(task, WIDTH),
            "",
            f"Grade it:  python -m compare grade {name}.py",
            f"A hint:    python -m compare exercise {name} --hint 1",
        ]
    )


def blank(exercise: Exercise, from_scratch: bool) -> str:
    """Return the code with its blanks."""
    source = documented(exercise, exercise.solution)
    tree = ast.parse(source)
    inner = named(tree, exercise.blank)
    source = emptied(source, inner, exercise.wanted)
    if not from_scratch:
        return source
    tree = ast.parse(source)
    if exercise.blank != "backward":
        last = len(source.splitlines())
        return emptied(source, named(tree, "step"), exercise.wanted, until=last)
    outer = tree.body[0]
    inner = named(tree, exercise.blank)
    return emptied(source, outer, ["output"], first=1, until=inner.lineno - 1)


def emptied(source: str, node, wanted, first: int = 0, until=None) -> str:
    """Return the source with the statements of a function left to be written."""
    lines = source.splitlines()
    documented = ast.get_docstring(node) is not None
    start = node.body[0].end_lineno if documented else head_end(node, lines)
    end = until or node.end_lineno
    pad = " " * (node.col_offset + 4)
    words = listed(wanted)
    new = [
        f"{pad}# your turn: {words}",
        f'{pad}raise NotImplementedError("your turn: {words}")',
    ]
    if first:
        new += [""]
    return "\n".join([*lines[:start], *new, *lines[end:]])


def head_end(node, lines) -> int:
    """Return the number of lines down to the end of a function's head."""
    line = node.lineno
    while not lines[line - 1].rstrip().endswith(":"):
        line += 1
    return line


def documented(exercise: Exercise, source: str) -> str:
    """Return the code with a docstring that tells the shapes."""
    node = ast.parse(source).body[0]
    lines = source.splitlines()
    if exercise.blank == "backward":
        arguments = [a.arg for a in node.args.args]
    else:
        arguments = list(exercise.options)
    text = shapes(exercise.document, arguments)
    body = text.splitlines()
    quoted = [f'    """{body[0]}', *(f"    {b}".rstrip() for b in body[1:])]
    quoted = [f'{quoted[0]}"""'] if len(quoted) == 1 else [*quoted, '    """']
    if exercise.blank != "backward":
        quoted += [""]
    head = head_end(node, lines)
    return "\n".join([*lines[:head], *quoted, *lines[head:]])


def listed(names) -> str:
    """Return names as words."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def counted(points: int) -> str:
    """Return a number of points in words."""
    return "1 point" if points == 1 else f"{points} points"
