"""Faults in statements."""

import ast
from collections.abc import Iterator

from .nodes import ARITHMETIC, NUDGE, Rewrite, changed, exchanged, without

ZEROS = {"zeros", "zeros_like", "empty", "empty_like"}


def nudged(node: ast.AST) -> Iterator[Rewrite]:
    """Multiply a number that is computed here by 1 + 1e-4, unless it is all zeros."""
    function = getattr(node, "func", None)
    if getattr(function, "attr", getattr(function, "id", "")) in ZEROS or truth(node):
        return
    if isinstance(node, (ast.BinOp, ast.Call, ast.Name, ast.Subscript, ast.UnaryOp)):
        factor = ast.Constant(NUDGE)
        yield "times 1 + 1e-4", ast.BinOp(node, ast.Mult(), factor)


def truth(node: ast.AST) -> bool:
    """Whether it is a comparison, or one joined by & or |."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.BitAnd, ast.BitOr)):
        return truth(node.left) or truth(node.right)
    return isinstance(node, ast.Compare)


def of_if(node):
    """Take one branch always."""
    yield "branch taken", changed(node, test=ast.Constant(True))
    yield "branch left out", changed(node, test=ast.Constant(False))


def of_for(node):
    """Skip a loop."""
    yield "skipped loop", changed(node, iter=ast.Tuple([], ast.Load()))


def of_while(node):
    """Skip a loop."""
    yield "skipped loop", changed(node, test=ast.Constant(False))


def of_with(node):
    """Leave the context out."""
    if all(item.optional_vars is None for item in node.items):
        yield "dropped context", ast.If(ast.Constant(True), node.body, [])


def of_break(node):
    """Go on instead of stopping."""
    yield "break to continue", ast.Continue()


def of_continue(node):
    """Stop instead of going on."""
    yield "continue to break", ast.Break()


def of_augassign(node):
    """Drop the update, exchange its operator, nudge what it takes in."""
    yield "dropped statement", ast.Pass()
    for other in ARITHMETIC.get(type(node.op), ()):
        name = f"{type(node.op).__name__} to {other.__name__}"
        yield name, changed(node, op=other())
    for name, value in nudged(node.value):
        yield name, changed(node, value=value)


def of_assign(node):
    """Nudge the value; drop a statement that writes into something."""
    if isinstance(node.value, (ast.BinOp, ast.Call)):
        for name, value in nudged(node.value):
            yield name, changed(node, value=value)
    if any(isinstance(t, (ast.Attribute, ast.Subscript)) for t in node.targets):
        yield "dropped statement", ast.Pass()


def of_expr(node):
    """Drop a call made for its effect, or where it leaves its result."""
    if isinstance(node.value, ast.Call):
        yield "dropped statement", ast.Pass()
        for i, keyword in enumerate(node.value.keywords):
            if keyword.arg == "out":
                keywords = without(node.value.keywords, i)
                yield (
                    "dropped out=",
                    changed(node, value=changed(node.value, keywords=keywords)),
                )


def of_return(node):
    """Nudge each value, exchange neighbours."""
    if not isinstance(node.value, ast.Tuple):
        if node.value is not None:
            for name, value in nudged(node.value):
                yield name, changed(node, value=value)
        return
    items = node.value.elts
    for i, item in enumerate(items):
        if getattr(item, "id", "") != "backward":
            for name, value in nudged(item):
                elts = [*items[:i], value, *items[i + 1 :]]
                yield name, changed(node, value=changed(node.value, elts=elts))
    for i in range(len(items) - 1):
        if ast.dump(items[i]) != ast.dump(items[i + 1]):
            elts = exchanged(items, i)
            yield "swapped values", changed(node, value=changed(node.value, elts=elts))
