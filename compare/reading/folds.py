"""Which rows of a pair can be folded: what is not the lesson of an implementation."""

import ast
from dataclasses import dataclass

from compare.reading.pairs import Row

LEAST = 3  # a fold shorter than this saves nothing


@dataclass(frozen=True)
class Fold:
    """Rows `start` to `stop` (half open) of a pair, and what they are."""

    start: int
    stop: int
    words: str


def parts(source: str, modules=()) -> dict[int, str]:
    """Return what each 1-based line is, for the lines that can be folded.

    Parameters
    ----------
    source : str
        A module of Python.
    modules : collection of str
        Classes that only wrap a function of the file.
    """
    tree = ast.parse(source)
    found: dict[int, str] = {}

    def note(node, words):
        first = min([node.lineno, *(d.lineno for d in decorators(node))])
        found.update(dict.fromkeys(range(first, node.end_lineno + 1), words))

    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            note(node, "imports")
        elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module):
            if ast.get_docstring(node, clean=False) is not None:
                note(node.body[0], "docstring")
        elif is_check(node):
            note(node, "argument checks")
    for node in ast.walk(tree):
        name = getattr(node, "name", "")
        if isinstance(node, ast.FunctionDef) and name.startswith("check_"):
            note(node, "argument checks")
        elif isinstance(node, ast.FunctionDef) and name == "extra_repr":
            note(node, "printing")
        elif isinstance(node, ast.ClassDef) and name in modules:
            note(node, "the same as a module")
    return found


def decorators(node) -> list:
    """Return a definition's decorators."""
    return getattr(node, "decorator_list", [])


def is_check(node) -> bool:
    """Tell whether a statement only refuses arguments."""
    if isinstance(node, ast.If):
        return not node.orelse and all(isinstance(n, ast.Raise) for n in node.body)
    if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        return False
    return getattr(node.value.func, "id", "").startswith("check_")


def wrappers(source: str) -> set[str]:
    """Return the modules of a file whose functions carry the lesson: a backward."""
    tree = ast.parse(source)
    backward = any(
        isinstance(node, ast.FunctionDef) and node.name == "backward"
        for top in tree.body
        if isinstance(top, ast.FunctionDef)
        for node in ast.walk(top)
    )
    return {n.name for n in tree.body if isinstance(n, ast.ClassDef) and backward}


def folds(left: str, right: str, rows: list[Row], shown=()) -> list[Fold]:
    """Return the folds of a pair, in order.

    Parameters
    ----------
    left, right : str
        The two sources.
    rows : list of Row
    shown : collection of int
        Lines of the left side that stay, whatever they are.
    """
    modules = wrappers(left)
    known = parts(left, modules), parts(right, modules)
    blanks = [
        {i for i, line in enumerate(source.splitlines(), 1) if not line.strip()}
        for source in (left, right)
    ]
    words: list[str | None] = []  # of a row; "" where blank, None where it stays
    for row in rows:
        sides = [(n, i) for i, n in enumerate((row.left, row.right)) if n]
        if all(n in blanks[i] for n, i in sides):
            words.append("")
        elif row.left in shown or not all(n in known[i] for n, i in sides):
            words.append(None)
        else:
            words.append(known[sides[0][1]][sides[0][0]])
    out, start = [], 0
    for stop in range(len(words) + 1):
        if stop < len(words) and words[stop] is not None:
            continue
        named = list(dict.fromkeys(w for w in words[start:stop] if w))
        if named and stop - start >= LEAST:
            out.append(Fold(start, stop, ", ".join(named)))
        start = stop + 1
    return out
