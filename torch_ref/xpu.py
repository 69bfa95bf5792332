"""torch.xpu's names."""

from torch.xpu import (
    device_count,
    is_available,
)

__all__ = [
    "device_count",
    "is_available",
]
