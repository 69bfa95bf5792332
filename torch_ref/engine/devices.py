"""The devices: torch's own."""

from torch import device, get_default_device, set_default_device

__all__ = ["device", "get_default_device", "set_default_device"]
