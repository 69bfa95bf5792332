"""Small changes to nodes of a syntax tree, and what is exchanged for what."""

import ast
from copy import copy

NUDGE = 1.0001  # a relative error that no check may overlook
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
Rewrite = tuple[str, ast.AST]  # the fault's name, the node to put there


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
