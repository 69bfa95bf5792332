"""Mixed precision: torch's own."""

from torch import autocast
from torch.amp import GradScaler

__all__ = ["GradScaler", "autocast"]
