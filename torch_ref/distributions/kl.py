"""Divergences: torch's own."""

from torch.distributions import kl_divergence

__all__ = ["kl_divergence"]
