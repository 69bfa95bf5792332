"""torch's own files, as torch writes and reads them."""

from torch import load, save

__all__ = ["load", "save"]
