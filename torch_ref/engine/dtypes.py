"""The element types: torch's own."""

from torch import (
    bool,
    float32,
    float64,
    get_default_dtype,
    int32,
    int64,
    set_default_dtype,
    uint8,
)

__all__ = [
    "bool",
    "float32",
    "float64",
    "get_default_dtype",
    "int32",
    "int64",
    "set_default_dtype",
    "uint8",
]
