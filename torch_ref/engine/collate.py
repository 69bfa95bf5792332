"""Joining samples into a batch: torch's own."""

from torch.utils.data import (
    default_collate,
    default_convert,
)

__all__ = [
    "default_collate",
    "default_convert",
]
