"""What the arguments of an operation may be, as its decorator declares them.

`@checked("input", "mean?", "other|number", "tensors[]", strength=float)` declares a
tensor, a tensor or None, a tensor or a number, a sequence of tensors, and a number. A
bare `@checked` declares the first argument. Where None is the default, it may be given;
other options are of their default's type.
"""

import re
from functools import wraps
from inspect import signature
from numbers import Integral, Real

from torch import Tensor

from .reduction import NEVER, named_today

LIMIT = 2**63


class Declaration:
    """What checks each argument of an operation.

    Attributes
    ----------
    arguments : list of inspect.Parameter
    checks : list of callable or None
        From an argument that is no tensor to itself; None where anything may come.
    tensors : list of bool
        Whether a tensor belongs there.
    lists : list of bool
        Whether a sequence of tensors does.
    """

    def __init__(self, op, tensors, kinds, tensor_type):
        self.arguments = list(signature(op).parameters.values())
        names = [argument.name for argument in self.arguments]
        marks = dict(map(read_mark, tensors or names[:1]))
        for name in (marks | kinds).keys() - set(names):
            raise TypeError(f"{op.__name__} has no argument {name!r}")
        self.tensors = [name in marks for name in names]
        self.lists = [marks.get(name) == "[]" for name in names]
        self.checks = [
            check_of(a.name, a.default, marks.get(a.name), kinds, tensor_type)
            for a in self.arguments
        ]


def read_mark(text):
    """Return the name of a declared tensor and its mark: "", "?", "[]" or "|number"."""
    match = re.fullmatch(r"(\w+)(|\?|\[\]|\|number)", text)
    if not match:
        raise TypeError(
            "a tensor is declared as 'name', 'name?', 'name[]' or 'name|number', "
            f"got {text!r}"
        )
    return match.groups()


def check_of(name, default, mark, kinds, tensor_type):
    """Return what checks an argument that is no tensor; None if nothing does."""
    if mark == "[]":
        return lambda arg: check_list(name, arg, tensor_type)
    if mark is not None:
        optional, number = default is None or mark == "?", mark == "|number"
        return lambda arg: check_tensor(name, arg, optional, number)
    check = CHECKS.get(kinds.get(name, type(default)))
    if check is None:
        return None
    if default is None:
        return lambda arg: None if arg is None else check(name, arg)
    return lambda arg: check(name, arg)


def check_tensor(name, arg, optional, number):
    """Refuse what is no tensor, but None or a number where they may be."""
    if arg is None and optional:
        return arg
    if number and isinstance(arg, Real):
        return arg if isinstance(arg, bool) else check_real(name, arg)
    what = "a Tensor or a number" if number else "a Tensor"
    raise TypeError(f"{name} must be {what}, got {type(arg).__name__}")


def check_list(name, arg, tensor_type):
    """Refuse what is no sequence of tensors."""
    if isinstance(arg, (str, bytes, tensor_type)) or not hasattr(arg, "__iter__"):
        raise TypeError(f"{name} must be Tensors, got {type(arg).__name__}")
    tensors = list(arg)
    for tensor in tensors:
        if not isinstance(tensor, tensor_type):
            raise TypeError(f"{name} must be Tensors, got {type(tensor).__name__}")
    return tensors


def check_real(name, arg):
    """Refuse what is no real number; return it as Python's own."""
    if type(arg) is float:
        return arg
    if isinstance(arg, bool) or not isinstance(arg, Real):
        raise TypeError(f"{name} must be a number, got {arg!r}")
    if not isinstance(arg, Integral):
        return float(arg)
    if not -LIMIT <= arg < LIMIT:
        raise ValueError(f"{name} must fit into 64 bits, got {arg}")
    return int(arg)


def check_integer(name, arg):
    """Refuse what is no integer of 64 bits; return it as Python's own."""
    if isinstance(arg, bool) or not isinstance(arg, Integral):
        raise TypeError(f"{name} must be an integer, got {arg!r}")
    return check_real(name, arg)


def check_bool(name, arg):
    """Refuse what is neither True nor False."""
    if not isinstance(arg, bool):
        raise TypeError(f"{name} must be a bool, got {arg!r}")
    return arg


def check_text(name, arg):
    """Refuse what is no text."""
    if not isinstance(arg, str):
        raise TypeError(f"{name} must be a str, got {arg!r}")
    return arg


def number_of(op, name, tensor):
    """Return the number that a tensor without dimensions stands for, as an option.

    Raises
    ------
    TypeError
        If it has dimensions, or a gradient would be lost.
    """
    if tensor.ndim or tensor.requires_grad:
        raise TypeError(f"{name} of {op.__name__} must not be a Tensor")
    return tensor.item()


CHECKS = {
    bool: check_bool,
    int: check_integer,
    float: check_real,
    str: check_text,
}


def checked_for(tensor_type):
    """Return the decorator that lets a function refuse arguments of the wrong type."""

    def checked(*tensors, **kinds):
        if tensors and callable(tensors[0]):
            return checked_as(tensors[0], (), {}, tensor_type)
        return lambda op: checked_as(op, tensors, kinds, tensor_type)

    return checked


def checked_as(op, tensors, kinds, tensor_type):
    """Return `op` with its arguments checked as declared."""
    declared = Declaration(op, tensors, kinds, tensor_type)
    names = [argument.name for argument in declared.arguments]
    slots = list(
        zip(names, declared.checks, declared.tensors, declared.lists, strict=True)
    )
    renamed = "reduction" in names and op.__name__ not in NEVER

    @wraps(op)
    def call(*args, **kwargs):
        args = list(args)
        if renamed:
            kwargs = named_today(kwargs)
        for i, (name, check, is_tensor, is_list) in enumerate(slots):
            if i < len(args):
                values, key = args, i
            elif name in kwargs:
                values, key = kwargs, name
            else:
                continue
            value = values[key]
            if not isinstance(value, tensor_type) or is_list:
                values[key] = check(value) if check else value
            elif not is_tensor:
                number = number_of(op, name, value)
                values[key] = check(number) if check else number
        return op(*args, **kwargs)

    return call


checked = checked_for(Tensor)
