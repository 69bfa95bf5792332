"""Faults in expressions."""

import ast

from .nodes import ARITHMETIC, NUDGE, changed, exchanged, without

SWAPPED = {
    "sum": "mean",
    "mean": "sum",
    "max": "min",
    "min": "max",
    "maximum": "minimum",
    "minimum": "maximum",
    "argmax": "argmin",
    "argmin": "argmax",
    "zeros": "ones",
    "ones": "zeros",
    "zeros_like": "ones_like",
    "ones_like": "zeros_like",
    "exp": "expm1",
    "expm1": "exp",
    "log": "log1p",
    "log1p": "log",
    "sqrt": "square",
    "square": "sqrt",
    "multiply": "divide",
    "divide": "multiply",
    "add": "subtract",
    "subtract": "add",
    "any": "all",
    "all": "any",
    "floor": "ceil",
    "ceil": "floor",
    "sin": "cos",
    "cos": "sin",
}
REDUCTIONS = {"sum", "mean", "max", "min", "prod", "any", "all", "argmax", "argmin"}
UNWRAPPED = {"copy", "reshape", "astype", "ravel", "squeeze", "transpose"}
BUILTINS = {"abs", "float", "int", "sqrt", "exp", "log"}
COMMUTATIVE = {"maximum", "minimum", "add", "multiply", "max", "min"}
NAMING = {"isinstance", "getattr", "hasattr", "setattr", "issubclass"}
COMPARISONS = {
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}


def of_attribute(node):
    """Drop a transpose."""
    if node.attr == "T":
        yield "dropped .T", node.value


def of_binop(node):
    """Exchange operators and operands, keep one operand."""
    for other in ARITHMETIC.get(type(node.op), ()):
        name = f"{type(node.op).__name__} to {other.__name__}"
        yield name, changed(node, op=other())
    yield "left operand alone", node.left
    if not isinstance(node.op, ast.Pow):
        yield "right operand alone", node.right
    if isinstance(node.op, ast.MatMult):
        yield "swapped operands", changed(node, left=node.right, right=node.left)


def of_compare(node):
    """Exchange comparisons: > and >= differ at a kink."""
    for i, op in enumerate(node.ops):
        for other in COMPARISONS[type(op)]:
            ops = [*node.ops[:i], other(), *node.ops[i + 1 :]]
            yield f"{type(op).__name__} to {other.__name__}", changed(node, ops=ops)


def of_boolop(node):
    """Exchange and with or; drop a condition."""
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield (
        "and to or" if isinstance(other, ast.Or) else "or to and",
        changed(node, op=other),
    )
    for i in range(len(node.values)):
        left = without(node.values, i)
        yield (
            "dropped condition",
            left[0] if len(left) == 1 else changed(node, values=left),
        )


def of_unaryop(node):
    """Drop a sign or a negation."""
    if isinstance(node.op, (ast.USub, ast.Not, ast.Invert)):
        yield "dropped sign", node.operand


def of_constant(node):
    """Nudge a number, flip a truth value."""
    value = node.value
    if isinstance(value, bool):
        yield "flipped constant", ast.Constant(not value)
    elif isinstance(value, int):
        yield "constant plus 1", ast.Constant(value + 1)
        yield "constant minus 1", ast.Constant(value - 1)
    elif isinstance(value, float):
        nudged = value * NUDGE if value else 1e-4
        yield "nudged constant", ast.Constant(nudged)
        if value:
            yield "constant to 0", ast.Constant(0.0)


def of_ifexp(node):
    """Take one branch always."""
    yield "branch taken", node.body
    yield "branch left out", node.orelse


def of_comprehension(node):
    """Drop the condition of a comprehension."""
    for i in range(len(node.ifs)):
        yield "dropped condition", changed(node, ifs=without(node.ifs, i))


def of_call(node):
    """Exchange the function, its arguments, or leave some of it out (not out=)."""
    func, args = node.func, node.args
    name = getattr(func, "attr", getattr(func, "id", ""))
    method = isinstance(func, ast.Attribute)
    library = method and isinstance(func.value, ast.Name) and func.value.id == "np"
    if name in SWAPPED:
        other = SWAPPED[name]
        new = changed(func, attr=other) if method else changed(func, id=other)
        if method or other in ("max", "min", "any", "all"):
            yield f"{name} to {other}", changed(node, func=new)
    for i, keyword in enumerate(node.keywords):
        if keyword.arg not in (None, "stacklevel", "out"):
            left = changed(node, keywords=without(node.keywords, i))
            yield f"dropped {keyword.arg}=", left
    if method and not library and name in UNWRAPPED:
        yield f"dropped .{name}", func.value
    if method and not library and name in REDUCTIONS and args:
        yield "dropped axis", changed(node, args=args[1:])
    if (library or name in BUILTINS) and len(args) == 1:
        yield f"dropped {name}", args[0]
    if len(args) > 1 and name not in COMMUTATIVE | NAMING:
        for i in range(len(args) - 1):
            if not (library and name == "where" and i == 0):
                yield "swapped arguments", changed(node, args=exchanged(args, i))
