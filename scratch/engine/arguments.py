"""What the arguments of an operation may be, told by their names and defaults."""

from functools import wraps
from inspect import signature
from numbers import Integral, Real

# torch's names for tensors, for sequences of them, and where it also takes a number
TENSOR_NAMES = frozenset(
    {
        "bias",
        "condition",
        "input",
        "other",
        "pos_weight",
        "running_mean",
        "running_var",
        "target",
        "weight",
    }
)
LIST_NAMES = frozenset(["tensors", "parameters"])
NUMBER_NAMES = frozenset(["other", "exponent"])
OPTIONAL_NAMES = frozenset(["running_mean", "running_var"])  # None without a default
REAL_NAMES = frozenset(["l1_ratio", "strength"])  # numbers without a default
OPTIONAL_NUMBERS = frozenset(["max", "min"])  # numbers, or None
LIMIT = 2**63


def argument_check(argument, tensor_type):
    """Return what checks an argument that is no tensor; it returns the argument.

    None where anything may come: a tensor belongs there, or the operation looks itself.
    """
    name, default = argument.name, argument.default
    if name in LIST_NAMES:
        return lambda arg: check_list(name, arg, tensor_type)
    if name in TENSOR_NAMES:
        optional = default is None or name in OPTIONAL_NAMES
        numbers = name in NUMBER_NAMES
        return lambda arg: check_tensor(name, arg, optional, numbers)
    if name in REAL_NAMES:
        return lambda arg: check_real(name, arg)
    if name in OPTIONAL_NUMBERS:
        return lambda arg: None if arg is None else check_real(name, arg)
    if name in NUMBER_NAMES:
        return lambda arg: arg if isinstance(arg, bool) else check_real(name, arg)
    for kind, check in CHECKS:
        if isinstance(default, kind):
            return lambda arg: check(name, arg)
    return None


def check_tensor(name, arg, optional, numbers):
    """Refuse what is no tensor, but None or a number where they may be."""
    if arg is None and optional:
        return arg
    if numbers and isinstance(arg, Real):
        return arg if isinstance(arg, bool) else check_real(name, arg)
    raise TypeError(f"{name} must be a Tensor, got {type(arg).__name__}")


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


CHECKS = (
    (bool, check_bool),
    (int, check_integer),
    (float, check_real),
    (str, check_text),
)


def checked_for(tensor_type):
    """Return the decorator that lets a function refuse arguments of the wrong type."""

    def checked(op):
        arguments = signature(op).parameters.values()
        slots = [(a.name, argument_check(a, tensor_type)) for a in arguments]
        slots = [(i, name, check) for i, (name, check) in enumerate(slots) if check]

        @wraps(op)
        def call(*args, **kwargs):
            args = list(args)
            for i, name, check in slots:
                if i < len(args):
                    values, key = args, i
                elif name in kwargs:
                    values, key = kwargs, name
                else:
                    continue
                value = values[key]
                if not isinstance(value, tensor_type) or name in LIST_NAMES:
                    values[key] = check(value)
                elif name not in TENSOR_NAMES and name not in NUMBER_NAMES:
                    raise TypeError(f"{name} of {op.__name__} must not be a Tensor")
            return op(*args, **kwargs)

        return call

    return checked
