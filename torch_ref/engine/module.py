"""Modules: torch's own."""

from torch.nn import (
    Module,
    ModuleList,
    Sequential,
)

__all__ = [
    "Module",
    "ModuleList",
    "Sequential",
]
