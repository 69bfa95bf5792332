"""What is more than an operation: the notes' networks, experiments and converters."""

from .bias_variance import advise, bias_variance, polynomial, ridge
from .deep_network import deep_backward, deep_cost, deep_forward
from .parity import (
    Threshold,
    all_bits,
    parity_patterns,
    parity_relu,
    parity_threshold,
    parity_tree,
)
from .search import Trial, coarse_to_fine, search
from .space import Choice, Integer, LogUniform, Space, Uniform

__all__ = [
    "Choice",
    "Integer",
    "LogUniform",
    "Space",
    "Threshold",
    "Trial",
    "Uniform",
    "advise",
    "all_bits",
    "bias_variance",
    "coarse_to_fine",
    "deep_backward",
    "deep_cost",
    "deep_forward",
    "parity_patterns",
    "parity_relu",
    "parity_threshold",
    "parity_tree",
    "polynomial",
    "ridge",
    "search",
]
