"""What distributions have in common: torch's own."""

from torch.distributions import Distribution

__all__ = ["Distribution"]
