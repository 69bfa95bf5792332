"""Numbers in equal steps: torch's own."""

from torch import arange, linspace

__all__ = ["arange", "linspace"]
