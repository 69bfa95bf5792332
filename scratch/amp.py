"""torch.amp's names."""

from .engine.precision import GradScaler, autocast

__all__ = ["GradScaler", "autocast"]
