"""torch.linalg's names, as far as they have a derivation by hand."""

from .engine.linear_algebra import det, inv, norm, solve, vector_norm

__all__ = ["det", "inv", "norm", "solve", "vector_norm"]
