"""What a tensor is asked about itself: torch's own."""

from torch import Size, is_complex, is_floating_point, is_nonzero, numel

__all__ = ["Size", "is_complex", "is_floating_point", "is_nonzero", "numel"]
