"""Modules that hold modules: torch's own."""

from torch.nn import ModuleDict, ModuleList, Sequential

__all__ = ["ModuleDict", "ModuleList", "Sequential"]
