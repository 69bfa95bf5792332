"""The element types, and the one that new floating-point tensors get."""

import numpy as np

__all__ = [
    *("bfloat16", "bool", "cdouble", "cfloat", "complex64", "complex128", "double"),
    *("dtype", "float", "float16", "float32", "float64", "get_default_dtype", "half"),
    *("int", "int8", "int16", "int32", "int64", "long", "set_default_dtype", "short"),
    "uint8",
]


class dtype:
    """An element type that torch has, under its name; NumPy takes it for its own.

    Parameters
    ----------
    name : str, as "float32"
    """

    __slots__ = ("dtype", "is_complex", "is_floating_point", "name")

    def __init__(self, name):
        self.name = name
        self.dtype = np.dtype(name)
        self.is_floating_point = self.dtype.kind == "f"
        self.is_complex = False

    def __getattr__(self, name):
        return getattr(self.dtype, name)  # what NumPy says of it: kind, itemsize

    def __eq__(self, other):
        return not isinstance(other, str) and self.dtype == other

    def __hash__(self):
        return hash(self.dtype)

    def __repr__(self):
        return f"torch.{self.name}"

    def __reduce__(self):
        return self.name  # the one of this module, also for copies


float16, float32, float64 = dtype("float16"), dtype("float32"), dtype("float64")
int8, int16, int32, int64 = (
    dtype("int8"),
    dtype("int16"),
    dtype("int32"),
    dtype("int64"),
)
uint8, bool = dtype("uint8"), dtype("bool")
half, float, double = float16, float32, float64
short, int, long = int16, int32, int64

COVERED = {d.dtype: d for d in (float16, float32, float64, int8, int16, int32)}
COVERED |= {d.dtype: d for d in (int64, uint8, bool)}


class Uncovered(dtype):
    """An element type of torch's that is named here, but not computed in."""

    __slots__ = ()

    def __init__(self, name):
        self.name = name
        self.is_floating_point = name == "bfloat16"
        self.is_complex = not self.is_floating_point

    def __getattr__(self, name):
        raise AttributeError(f"{self} is not computed in, and has no {name!r}")

    __eq__, __hash__ = object.__eq__, object.__hash__


bfloat16, complex64 = Uncovered("bfloat16"), Uncovered("complex64")
complex128 = Uncovered("complex128")
cfloat, cdouble = complex64, complex128

default = float32.dtype


def named(array_dtype):
    """Return torch's name for the dtype of an array; itself if torch has none."""
    return COVERED.get(array_dtype, array_dtype)


def get_default_dtype():
    """Return the dtype of new floating-point tensors: float32 unless set."""
    return COVERED[default]


def set_default_dtype(d):
    """Set the dtype of new floating-point tensors.

    Parameters
    ----------
    d : float32 or float64

    Raises
    ------
    TypeError
        If d is not a floating-point dtype.
    """
    global default
    if not isinstance(d, (dtype, np.dtype)) or d not in (float16, float32, float64):
        raise TypeError(f"d must be a floating-point dtype, got {d}")
    default = np.dtype(d)
