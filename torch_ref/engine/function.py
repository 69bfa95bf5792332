"""Operations with a backward of one's own, and gradients: torch's own."""

from torch.autograd import Function, grad

__all__ = ["Function", "grad"]
