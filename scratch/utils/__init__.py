"""torch.utils: its data."""

from . import data

__all__ = ["data"]
