"""Functions that are methods of Tensor, too, and torch's second spellings."""

from functools import wraps

from .autograd import Tensor

SPELLINGS = {"axis": "dim", "keepdims": "keepdim"}


def method(function):
    """Let Tensor have a function as its method: `input` is the tensor itself."""
    setattr(Tensor, function.__name__, function)
    return function


def spelled(function):
    """Let NumPy's names for dim and keepdim be given."""

    @wraps(function)
    def call(*args, **kwargs):
        for theirs in SPELLINGS.keys() & kwargs.keys():
            kwargs[SPELLINGS[theirs]] = kwargs.pop(theirs)
        return function(*args, **kwargs)

    return call


def without_none(function):
    """Refuse None for a dim, which is left out where all are meant."""

    @wraps(function)
    def call(*args, **kwargs):
        if kwargs.get("dim", 0) is None or (len(args) > 1 and args[1] is None):
            raise TypeError("dim must be an integer, or left out, got None")
        return function(*args, **kwargs)

    return call


def given_to(owner):
    """Let another class have the methods of the decorated one."""

    def give(methods):
        for name, value in vars(methods).items():
            if name not in ("__module__", "__doc__", "__slots__", "__hash__"):
                setattr(owner, name, value)
        return methods

    return give


def whole(sizes):
    """Return sizes as a tuple, a tensor of one whole number as that number."""
    return tuple(
        n.item() if isinstance(n, Tensor) and is_whole(n.array) else n for n in sizes
    )


def is_whole(array):
    """Whether an array is one whole number."""
    return array.ndim == 0 and array.dtype.kind in "iu"


def variadic(function):
    """Let Tensor have a function as its method, a sequence given one by one, too."""

    @wraps(function)
    def call(self, *given, **kwargs):
        if kwargs and not given:
            return function(self, **kwargs)
        one = len(given) == 1 and isinstance(given[0], (tuple, list))
        return function(self, whole(given[0] if one else given), **kwargs)

    setattr(Tensor, function.__name__, call)
    return function
