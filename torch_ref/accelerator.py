"""torch.accelerator's names."""

from torch.accelerator import (
    current_accelerator,
    device_count,
    is_available,
    synchronize,
)

__all__ = [
    "current_accelerator",
    "device_count",
    "is_available",
    "synchronize",
]
