"""Fix options of a function: branches that they decide fall away, its comments stay.

The source is edited as text, at the places that `ast` names, until nothing is left to
decide; so what a learner reads are the lines of the book, fewer of them.
"""

import ast
import textwrap

UNKNOWN = object()


def folded(source: str, known: dict) -> str:
    """Return a function's source with what `known` names decided and filled in."""
    while (edit := first_edit(source, known)) is not None:
        source = edit
    return filled(source, known)


def first_edit(source: str, known: dict) -> str | None:
    """Return the source with one branch decided; None where there is none left."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.If):
            holds = value(node.test, known)
            if holds is not UNKNOWN:
                return decided(source, node, bool(holds))
            node = node.test
        if isinstance(node, ast.IfExp):
            holds = value(node.test, known)
            if holds is not UNKNOWN:
                kept = node.body if holds else node.orelse
                return replaced(source, node, segment(source, kept))
        if isinstance(node, ast.BoolOp):
            open_ = [v for v in node.values if value(v, known) is UNKNOWN]
            if 0 < len(open_) < len(node.values):
                word = " and " if isinstance(node.op, ast.And) else " or "
                text = word.join(segment(source, v) for v in open_)
                return replaced(source, node, text)
    return None


def value(node, known: dict):
    """Return what an expression is, UNKNOWN where nothing decides it."""
    if isinstance(node, ast.expr) and (text := ast.unparse(node)) in known:
        return known[text]
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Call) and called(node) == "needs_input_grad":
        return True
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        inner = value(node.operand, known)
        return UNKNOWN if inner is UNKNOWN else not inner
    if isinstance(node, ast.BoolOp):
        found = [value(v, known) for v in node.values]
        end = isinstance(node.op, ast.Or)
        if any(f is not UNKNOWN and bool(f) is end for f in found):
            return end
        return UNKNOWN if UNKNOWN in found else not end
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        sides = [value(n, known) for n in (node.left, node.comparators[0])]
        if UNKNOWN not in sides:
            code = compile(ast.Expression(node), "<option>", "eval")
            return eval(code, {"__builtins__": {}}, dict(known))
    return UNKNOWN


def decided(source: str, node: ast.If, holds: bool) -> str:
    """Return the source with an `if` replaced by the branch that is taken."""
    lines = source.splitlines()
    first, last = node.lineno - 1, node.end_lineno
    nested = lines[first].lstrip().startswith("elif")
    until = branch_end(lines, node)
    taken = lines[node.test.end_lineno : until]
    rest = lines[until:last]
    if holds:
        new = [" " * node.col_offset + "else:", *taken] if nested else dedented(taken)
    elif not rest:
        new = []
    elif nested:
        new = rest
    elif rest[0].lstrip().startswith("elif"):
        new = [rest[0].replace("elif", "if", 1), *rest[1:]]
    else:
        new = dedented(rest[1:])
    return "\n".join([*lines[:first], *new, *lines[last:]])


def branch_end(lines: list[str], node: ast.If) -> int:
    """Return the number of the line after the body of an `if`."""
    if not node.orelse:
        return node.end_lineno
    line = node.orelse[0].lineno - 1
    while not lines[line].lstrip().startswith(("else:", "elif ")):
        line -= 1
    return line


def dedented(lines: list[str]) -> list[str]:
    """Return lines one level further out."""
    return [line.removeprefix("    ") for line in lines]


def filled(source: str, known: dict) -> str:
    """Return the source with the options themselves in place of their names."""
    while True:
        names = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Name)]
        bound = {n.id for n in names if not isinstance(n.ctx, ast.Load)}
        for node in names:
            if node.id in known and node.id not in bound:
                source = replaced(source, node, repr(known[node.id]))
                break
        else:
            return source


def replaced(source: str, node, text: str) -> str:
    """Return the source with the text of a node replaced."""
    lines = source.splitlines()
    before = lines[node.lineno - 1].encode()[: node.col_offset].decode()
    after = lines[node.end_lineno - 1].encode()[node.end_col_offset :].decode()
    lines[node.lineno - 1 : node.end_lineno] = f"{before}{text}{after}".splitlines()
    return "\n".join(lines)


def segment(source: str, node) -> str:
    """Return the text of a node."""
    return textwrap.dedent(ast.get_source_segment(source, node))


def called(node) -> str:
    """Return the name of the function that a call names, if it is a name."""
    return getattr(node.func, "id", "")
