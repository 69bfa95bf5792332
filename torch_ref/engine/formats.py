"""How elements lie in memory: torch's own names."""

from torch import channels_last, contiguous_format, preserve_format, strided

__all__ = ["channels_last", "contiguous_format", "preserve_format", "strided"]
