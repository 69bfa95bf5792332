"""The tape: torch's own."""

from torch import Tensor
from torch.nn import Parameter

__all__ = [
    "Parameter",
    "Tensor",
]
