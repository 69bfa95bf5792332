"""torch.autograd.functional's names."""

from ..engine.differentiating import jacobian, vjp

__all__ = ["jacobian", "vjp"]
