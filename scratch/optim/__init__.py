"""Optimisers, learning-rate schedules and penalties."""

from .optimizer import Optimizer
from .sgd import SGD

__all__ = [
    "SGD",
    "Optimizer",
]
