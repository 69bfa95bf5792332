"""The faults: what may be written in place of one node of the syntax tree."""

import ast
from collections.abc import Iterator
from copy import copy

NUDGE = 1.0001  # a relative error that no check may overlook
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
ZEROS = {"zeros", "zeros_like", "empty", "empty_like"}
COMMUTATIVE = {"maximum", "minimum", "add", "multiply", "max", "min"}
NAMING = {"isinstance", "getattr", "hasattr", "setattr", "issubclass"}
ARITHMETIC = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitXor: (ast.BitOr,),
    ast.LShift: (ast.RShift,),
    ast.RShift: (ast.LShift,),
}
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
Rewrite = tuple[str, ast.AST]  # the operator's name, the node to put there


def changed(node: ast.AST, **fields) -> ast.AST:
    """Return a copy of a node with other fields."""
    new = copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def without(items: list, position: int) -> list:
    """Return the list without one item."""
    return items[:position] + items[position + 1 :]


def exchanged(items: list, position: int) -> list:
    """Return the list with an item and the next one exchanged."""
    pair = [items[position + 1], items[position]]
    return items[:position] + pair + items[position + 2 :]


def rewrites(node: ast.AST) -> Iterator[Rewrite]:
    """Give every fault that can be planted at this node."""
    kind = type(node).__name__.lower()
    find = globals().get(f"of_{kind}")
    if find is not None:
        yield from find(node)


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


def of_call(node):
    """Exchange the function, its arguments, or leave some of it out.

    Not out=f(...): nobody else holds that memory, the result is the same elsewhere.
    """
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
        fresh = keyword.arg == "out" and isinstance(keyword.value, ast.Call)
        if keyword.arg not in (None, "stacklevel") and not fresh:
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


def nudged(node: ast.AST) -> Iterator[Rewrite]:
    """Multiply a value that is computed here by 1 + 1e-4, unless it is all zeros."""
    if getattr(getattr(node, "func", None), "attr", "") in ZEROS:
        return
    if isinstance(node, (ast.BinOp, ast.Call, ast.Name, ast.Subscript, ast.UnaryOp)):
        factor = ast.Constant(NUDGE)
        yield "times 1 + 1e-4", ast.BinOp(node, ast.Mult(), factor)


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
    """Drop a call made for its effect."""
    if isinstance(node.value, ast.Call):
        yield "dropped statement", ast.Pass()


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
