"""How tensors are printed: torch's own."""

from torch import set_printoptions

__all__ = ["set_printoptions"]
