"""Apple's GPUs, where torch knows them."""

from torch.backends.mps import is_available, is_built

__all__ = ["is_available", "is_built"]
