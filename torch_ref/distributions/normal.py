"""The normal distribution: torch's own."""

from torch.distributions import Normal

__all__ = ["Normal"]
