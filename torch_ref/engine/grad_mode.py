"""Turn recording on and off: torch's own."""

from torch import (
    enable_grad,
    is_grad_enabled,
    no_grad,
    set_grad_enabled,
)

__all__ = [
    "enable_grad",
    "is_grad_enabled",
    "no_grad",
    "set_grad_enabled",
]
