"""Options that operations share: to write into the input, and to convert it first."""

from functools import wraps
from inspect import Parameter, signature

from .arguments import check_bool
from .autograd import Tensor
from .dtypes import get_default_dtype

INPLACE = Parameter("inplace", Parameter.POSITIONAL_OR_KEYWORD, default=False)
DTYPE = Parameter("dtype", Parameter.KEYWORD_ONLY, default=None)  # as it is called


def in_place(operation):
    """Let an operation take `inplace`: its output then takes the place of the input."""
    count = len(signature(operation).parameters)

    @wraps(operation)
    def call(*args, **kwargs):
        if len(args) <= count and "inplace" not in kwargs:
            return operation(*args, **kwargs)
        given = kwargs.pop("inplace") if "inplace" in kwargs else args[count]
        args = list(args[:count])
        if not check_bool("inplace", given):
            return operation(*args, **kwargs)
        input = args.pop(0) if args else kwargs.pop("input")
        return input.copy_(operation(input.clone(), *args, **kwargs))

    return declared(call, operation, INPLACE)


def in_dtype(operation):
    """Let an operation take `dtype`, to which its input is converted first."""

    @wraps(operation)
    def call(input, *args, dtype=None, **kwargs):
        if dtype is not None:
            input = input.to(dtype)
        return operation(input, *args, **kwargs)

    return declared(call, operation, DTYPE)


def real(operation):
    """Let a function of reals take integers, converted to the default dtype."""

    @wraps(operation)
    def call(input, *args, **kwargs):
        if isinstance(input, Tensor) and not input.is_floating_point():
            input = input.to(get_default_dtype())
        return operation(input, *args, **kwargs)

    return call


def declared(call, operation, option):
    """Return `call` with the signature of an operation."""
    given = signature(operation)
    call.__signature__ = given.replace(parameters=[*given.parameters.values(), option])
    return call
