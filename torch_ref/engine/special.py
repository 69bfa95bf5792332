"""The error function and its complement: torch's own."""

from torch import (
    erf,
    erfc,
)

__all__ = [
    "erf",
    "erfc",
]
