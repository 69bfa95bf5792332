"""Normal random numbers by Box and Muller's method, in torch's exact arithmetic."""

from torch import normal, randn, randn_like
from torch.nn.init import normal_

__all__ = ["normal", "normal_", "randn", "randn_like"]
