"""Write a body in NumPy alone: helpers for speed as what they compute, no checks."""

import ast

from .folding import called, replaced, segment


def plain(source: str) -> str:
    """Return a function's source without checks and with NumPy's own functions."""
    source = unchecked(source)
    while (edit := first_helper(source)) is not None:
        source = edit
    return source


def unchecked(source: str) -> str:
    """Return the source without the statements that only refuse arguments."""
    lines = source.splitlines()
    drop: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if is_check(node):
            drop |= set(range(node.lineno - 1, node.end_lineno))
    return "\n".join(line for i, line in enumerate(lines) if i not in drop)


def is_check(node) -> bool:
    """Tell whether a statement does nothing but refuse."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return called(node.value).startswith("check_")
    return (
        isinstance(node, ast.If)
        and not node.orelse
        and all(isinstance(statement, ast.Raise) for statement in node.body)
    )


def first_helper(source: str) -> str | None:
    """Return the source with one helper written out; None where there is none."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and called(node) in WRITTEN_OUT:
            texts = [segment(source, n) for n in node.args]
            texts += [segment(source, k) for k in node.keywords]
            return replaced(source, node, WRITTEN_OUT[called(node)](*texts))
    return None


def operand(text: str) -> str:
    """Return the text of an expression, in brackets where a method needs them."""
    node = ast.parse(text, mode="eval").body
    simple = (ast.Name, ast.Attribute, ast.Call, ast.Subscript)
    return text if isinstance(node, simple) else f"({text})"


def total(array, *rest):
    """Write a sum out."""
    return f"{operand(array)}.sum({', '.join(rest)})"


def inner(left, right, *rest):
    """Write a sum of products out."""
    square = f"{operand(left)}**2" if left == right else None
    product = square or f"{operand(left)} * {operand(right)}"
    return f"({product}).sum({', '.join(rest)})"


WRITTEN_OUT = {
    "choose": lambda condition, a, b: f"np.where({condition}, {a}, {b})",
    "largest": lambda array, dim: f"{operand(array)}.max({dim}, keepdims=True)",
    "total": total,
    "inner": inner,
    "widened": lambda array: array,
    "reduce": lambda loss, how: f"{operand(loss)}.{ast.literal_eval(how)}()",
}
