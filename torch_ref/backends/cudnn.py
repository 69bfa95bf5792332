"""cuDNN's switches, which nothing reads without a GPU."""

from torch.backends.cudnn import (
    allow_tf32,
    benchmark,
    deterministic,
    enabled,
    is_available,
    version,
)

__all__ = [
    "allow_tf32",
    "benchmark",
    "deterministic",
    "enabled",
    "is_available",
    "version",
]
