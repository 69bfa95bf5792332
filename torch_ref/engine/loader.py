"""Batches of a data set: torch's own."""

from torch.utils.data import (
    DataLoader,
)

__all__ = [
    "DataLoader",
]
