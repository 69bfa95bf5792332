"""The faults: what may be written in place of one node of the syntax tree."""

import ast
from collections.abc import Iterator

from . import expressions, statements
from .nodes import Rewrite


def rewrites(node: ast.AST) -> Iterator[Rewrite]:
    """Give every fault that can be planted at this node."""
    name = f"of_{type(node).__name__.lower()}"
    for kind in (expressions, statements):
        yield from getattr(kind, name, lambda node: ())(node)
