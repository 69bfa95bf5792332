"""Modules that hold parameters: torch's own."""

from torch.nn import ParameterDict, ParameterList

__all__ = ["ParameterDict", "ParameterList"]
