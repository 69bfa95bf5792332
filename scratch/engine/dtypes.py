"""The element types, and the one that new floating-point tensors get."""

import numpy as np

float16 = np.dtype("float16")
float32 = np.dtype("float32")
float64 = np.dtype("float64")
int8 = np.dtype("int8")
int16 = np.dtype("int16")
int32 = np.dtype("int32")
int64 = np.dtype("int64")
uint8 = np.dtype("uint8")
bool = np.dtype("bool")

default = float32


def get_default_dtype():
    """Return the dtype of new floating-point tensors: float32 unless set."""
    return default


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
    if not isinstance(d, np.dtype) or d not in (float16, float32, float64):
        raise TypeError(f"d must be a floating-point dtype, got {d}")
    default = d
