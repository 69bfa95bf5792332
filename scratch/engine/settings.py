"""Questions and switches of the library that change no value here."""

import numpy as np

from . import dtypes
from .arguments import check_bool, check_integer
from .conversion import as_dtype

pi, e, inf, nan, newaxis = np.pi, np.e, np.inf, np.nan, None


class finfo:
    """What a floating-point dtype can hold: eps, max, min, tiny, bits, resolution.

    Parameters
    ----------
    type : dtype, default: the one of new floating-point tensors
    """

    def __init__(self, type=None):
        type = dtypes.default if type is None else as_dtype(type)
        if type.kind != "f":
            raise TypeError(f"type must be a floating-point dtype, got {type}")
        found = np.finfo(type)
        self.bits, self.dtype = found.bits, type.name
        self.eps, self.max, self.min = map(float, (found.eps, found.max, found.min))
        self.tiny = self.smallest_normal = float(found.tiny)
        self.resolution = float(found.resolution)


class iinfo:
    """What a dtype of whole numbers can hold: max, min, bits.

    Parameters
    ----------
    type : dtype
    """

    def __init__(self, type):
        type = as_dtype(type)
        if type.kind not in "iu":
            raise TypeError(f"type must be a dtype of whole numbers, got {type}")
        found = np.iinfo(type)
        self.bits, self.dtype = found.bits, type.name
        self.max, self.min = int(found.max), int(found.min)


threads, deterministic, precision = [1], [False], ["highest"]


def get_num_threads():
    """Return how many threads were asked for; NumPy's own settings decide."""
    return threads[0]


def set_num_threads(int):
    """Ask for threads, which NumPy's own settings decide about."""
    if not 1 <= check_integer("int", int) < 2**31:
        raise ValueError(f"int must be positive and fit into 32 bits, got {int}")
    threads[0] = int


def use_deterministic_algorithms(mode, *, warn_only=False):
    """Ask for results that are the same every time, which they always are."""
    deterministic[0] = check_bool("mode", mode)


def are_deterministic_algorithms_enabled():
    """Return whether results that are the same every time were asked for."""
    return deterministic[0]


def set_float32_matmul_precision(precision):
    """Allow products of less precision, which are never made here."""
    if precision not in ("highest", "high", "medium"):
        raise ValueError(f"precision must be highest, high or medium: {precision!r}")
    globals()["precision"][0] = precision


def get_float32_matmul_precision():
    """Return what precision was allowed."""
    return precision[0]


def set_default_tensor_type(t):
    """Set the dtype of new floating-point tensors by the name of a type."""
    dtypes.set_default_dtype(as_dtype(t))


def compile(model=None, **options):
    """Return a module or function as it is: there is no compiler.

    Parameters
    ----------
    model : callable; without it, a decorator is returned
    **options
        How torch would compile; they make no difference to values.
    """
    if model is None:
        return lambda function: compile(function, **options)
    if not callable(model):
        raise TypeError(f"model must be callable, got {type(model).__name__}")
    return model
