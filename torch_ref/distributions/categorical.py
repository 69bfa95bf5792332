"""The distribution of a choice among classes: torch's own."""

from torch.distributions import Categorical

__all__ = ["Categorical"]
