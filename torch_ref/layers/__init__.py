"""Layers and activations: a function and its module in every file."""

from .linear import Linear, linear
from .relu import ReLU, relu

__all__ = [
    "Linear",
    "ReLU",
    "linear",
    "relu",
]
