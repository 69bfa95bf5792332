"""Losses: a function and its module in every file."""

from .cross_entropy import CrossEntropyLoss, cross_entropy
from .mse_loss import MSELoss, mse_loss

__all__ = [
    "CrossEntropyLoss",
    "MSELoss",
    "cross_entropy",
    "mse_loss",
]
