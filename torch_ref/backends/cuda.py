"""torch.backends.cuda's names."""

from torch.backends.cuda import is_built, matmul

__all__ = ["is_built", "matmul"]
