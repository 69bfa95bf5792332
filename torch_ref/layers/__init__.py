"""Layers and activations: a function and its module in every file."""

from .dropout import Dropout, dropout
from .linear import Linear, linear
from .relu import ReLU, relu

__all__ = [
    "Dropout",
    "Linear",
    "ReLU",
    "dropout",
    "linear",
    "relu",
]
