"""torch.version's names."""

from torch.version import __version__, cuda, hip

__all__ = ["__version__", "cuda", "hip"]
