"""Mutants of backward passes by hand, each with what was computed where it was changed.

A mutant swaps + and -, leaves out a factor, divisor, term, sign, sum or transpose, or
takes another axis. Before anything is diagnosed, the healthy program is run with the
changed expression, each of its parts and each expression around it, up to the
statement, a millionth larger: how all gradients move is the mark of the wrong step.
"""

import ast
import copy
import inspect
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass

CHANGES = {
    ast.Add: ("-", "left", "right"),
    ast.Sub: ("+", "left"),
    ast.Mult: ("left", "right"),
    ast.Div: ("left", "*"),
}
STEP = 1e-6
OPERATORS = {"+": ast.Add, "-": ast.Sub, "*": ast.Mult}


@dataclass
class Mutant:
    """A changed program and the step that was changed."""

    name: str  # of the reference
    change: str
    line: int
    run: Callable
    probed: list[Callable]  # the healthy program, part by part of the step moved


def changes_of(node) -> tuple[str, ...]:
    """Return what may be done to an expression."""
    if isinstance(node, ast.BinOp):
        return CHANGES.get(type(node.op), ())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return () if isinstance(node.operand, ast.Constant) else ("unsigned",)
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name == "total":
            return ("unsummed", "axis")
        return ("axis",) if name == "sum" and node.args else ()
    if isinstance(node, ast.Attribute) and node.attr in ("T", "mT"):
        return ("turned",)
    return ()


def changed(node, change):
    """Return the expression in the place of another."""
    if change in OPERATORS:
        return ast.BinOp(node.left, OPERATORS[change](), node.right)
    if change == "axis":
        return with_axis(node)
    parts = {"left": "left", "right": "right", "unsigned": "operand", "turned": "value"}
    return node.args[0] if change == "unsummed" else getattr(node, parts[change])


def with_axis(node):
    """Sum over the other axis of a matrix."""
    node = copy.deepcopy(node)
    place = 1 if isinstance(node.func, ast.Name) else 0
    axis = ast.unparse(node.args[place])
    node.args[place] = ast.parse({"0": "1"}.get(axis, "0"), mode="eval").body
    return node


class Put(ast.NodeTransformer):
    """Put expressions in the place of others, from the inside out."""

    def __init__(self, made):
        self.made = made

    def visit(self, node):
        """Replace a node if it is one of them."""
        whole = self.generic_visit(node)
        return self.made[id(node)](whole) if id(node) in self.made else whole


def compiled(tree, function, **more) -> Callable:
    """Compile a changed function in its own module's names."""
    space = {**function.__globals__, **more}
    exec(compile(ast.fix_missing_locations(tree), "<mutant>", "exec"), space)
    return space[function.__name__]


def probed(function, tree, place) -> list[Callable]:
    """Compile the function several times, each with one expression a little larger."""
    found = []
    count = len(around(tree, list(ast.walk(tree))[place]))
    for number in range(count):
        moved = copy.deepcopy(tree)
        node = around(moved, list(ast.walk(moved))[place])[number]

        def larger(node):
            return ast.BinOp(node, ast.Mult(), ast.Constant(1 + STEP))

        found.append(compiled(Put({id(node): larger}).visit(moved), function))
    return found


def around(tree, target) -> list:
    """Return an expression, its parts and those that hold it, up to the statement."""
    above = {id(c): p for p in ast.walk(tree) for c in ast.iter_child_nodes(p)}
    found = [n for n in ast.iter_child_nodes(target) if isinstance(n, ast.expr)]
    node = target
    while isinstance(node, ast.expr) and not isinstance(node, (ast.List, ast.Tuple)):
        if arithmetic(node):
            found.append(node)
        node = above[id(node)]
    return found


def arithmetic(node) -> bool:
    """Tell whether an expression computes something new."""
    return isinstance(node, (ast.BinOp, ast.UnaryOp, ast.Call))


def mutants(name: str, function: Callable) -> Iterator[Mutant]:
    """Yield every mutant of a function."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    tree.body[0].decorator_list = []
    for place, node in enumerate(ast.walk(tree)):
        for change in changes_of(node):
            wrong = copy.deepcopy(tree)
            target = list(ast.walk(wrong))[place]
            put = {id(target): lambda n, change=change: changed(n, change)}
            yield Mutant(
                name,
                f"{ast.unparse(node)}  =>  {change}",
                node.lineno,
                compiled(Put(put).visit(wrong), function),
                probed(function, tree, place),
            )
