"""Numbers put into tensors of an element type that may not hold them."""

from numbers import Real

import numpy as np


def cut(array, dtype):
    """Return an array that is to become one of `dtype`: real numbers for bytes whole.

    Of a large one its last byte is kept, as in torch; NumPy would cut it to 32 bits.
    """
    if dtype == np.uint8 and array.dtype.kind == "f":
        with np.errstate(invalid="ignore"):
            return array.astype(np.int64)
    return array


def fitted(name, value, dtype):
    """Return a number as it is written into a tensor of `dtype`, by torch's rules.

    Whole numbers lose what is behind the point; unsigned ones below 0 wrap
    around, fractions do not.

    Raises
    ------
    TypeError
        If it is no real number.
    ValueError
        If it is beyond the dtype's largest or smallest number.
    """
    if not isinstance(value, (Real, np.bool_)):
        raise TypeError(f"{name} must be a number, got {type(value).__name__}")
    if dtype.kind == "b":
        return dtype.type(value != 0)
    if dtype.kind == "f":
        limit = float(np.finfo(dtype).max)
        value = float(value)
        if not -limit <= value <= limit and abs(value) < np.inf:
            raise ValueError(f"{name} must fit into {dtype}, got {value}")
        return dtype.type(value)
    limits = np.iinfo(dtype)
    low = 0.0 if isinstance(value, float) else -limits.max
    low = limits.min or low
    if not low <= value <= limits.max:
        raise ValueError(f"{name} must fit into {dtype}, got {value}")
    return np.int64(value).astype(dtype)
