"""What torch.backends answers on the CPU."""

from . import cuda, cudnn, mps

__all__ = ["cuda", "cudnn", "mps"]
