"""What torch.xpu answers where there is no such device."""


def is_available():
    """Return whether there is such a device: never."""
    return False


def device_count():
    """Return the number of such devices: 0."""
    return 0
