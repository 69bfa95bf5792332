"""Options that operations share: to write into the input, and to convert it first."""

from functools import wraps
from inspect import Parameter, signature

from .arguments import check_bool
from .inplace import recording, write

INPLACE = Parameter("inplace", Parameter.POSITIONAL_OR_KEYWORD, default=False)
DTYPE = Parameter("dtype", Parameter.KEYWORD_ONLY, default=None)  # as it is called


def in_place(operation):
    """Let an operation take `inplace`: its output then takes the place of the input."""
    count = len(signature(operation).parameters)

    @wraps(operation)
    def call(*args, **kwargs):
        if len(args) <= count and "inplace" not in kwargs:
            return operation(*args, **kwargs)
        if len(args) == count + 1 and args[count] is False and not kwargs:
            return operation(*args[:count])  # as modules call it
        given = kwargs.pop("inplace") if "inplace" in kwargs else args[count]
        args = list(args[:count])
        if not check_bool("inplace", given):
            return operation(*args, **kwargs)
        input = args.pop(0) if args else kwargs.pop("input")
        recording(input)  # refuses a leaf
        return write(input, lambda before: operation(before, *args, **kwargs))

    return declared(call, operation, in_place, INPLACE)


def in_dtype(operation):
    """Let an operation take `dtype`, to which its input is converted first."""

    @wraps(operation)
    def call(input, *args, dtype=None, **kwargs):
        if dtype is not None:
            input = input.to(dtype)
        return operation(input, *args, **kwargs)

    return declared(call, operation, in_dtype, DTYPE)


def declared(call, operation, decorator, option):
    """Return `call` with the signature and the body of an operation."""
    given = signature(operation)
    call.__signature__ = given.replace(parameters=[*given.parameters.values(), option])
    call.__wrapped__ = operation.__wrapped__
    call.declare = lambda other: decorator(operation.declare(other))
    return call
