"""The distribution of a coin: torch's own."""

from torch.distributions import Bernoulli

__all__ = ["Bernoulli"]
