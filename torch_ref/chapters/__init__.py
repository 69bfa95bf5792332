"""What is more than an operation: the notes' networks, experiments and converters."""

from .bias_variance import advise, bias_variance, polynomial, ridge
from .parity import (
    Threshold,
    all_bits,
    parity_patterns,
    parity_relu,
    parity_threshold,
    parity_tree,
)

__all__ = [
    "Threshold",
    "advise",
    "all_bits",
    "bias_variance",
    "parity_patterns",
    "parity_relu",
    "parity_threshold",
    "parity_tree",
    "polynomial",
    "ridge",
]
