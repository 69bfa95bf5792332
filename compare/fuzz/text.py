"""A program as the lines of Python that it stands for."""

from .operations import OPERATIONS
from .program import Program, Statement

INDENT = "    "


def line(number: int, statement: Statement) -> str:
    """Write one statement."""
    operation = OPERATIONS[statement.operation]
    if statement.operation == "tensor":
        leaf, requires_grad = statement.args
        flag = ", requires_grad=True)" if requires_grad else ")"
        return f"v{number} = {repr(leaf)[:-1]}{flag}"
    text = operation.text.format(*map(spelled, statement.args))
    if operation.statement:
        text = text.partition("; return")[0]
    else:
        text = f"v{number} = {text}"
    if statement.mode:
        return f"with dl.{statement.mode}():\n{INDENT}{text}"
    return text


def spelled(arg) -> str:
    """Write an argument; dots and slices as they stand in an index."""
    if isinstance(arg, tuple):
        inside = ", ".join(map(spelled, arg))
        return f"({inside},)" if len(arg) == 1 else f"({inside})"
    if isinstance(arg, list):
        return f"[{', '.join(map(spelled, arg))}]"
    return "..." if arg is Ellipsis else repr(arg)


def lines(program: Program) -> str:
    """Write a program."""
    return "\n".join(line(number, s) for number, s in enumerate(program))
