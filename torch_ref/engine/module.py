"""Modules: torch's own."""

from torch.nn import Module

__all__ = ["Module"]
