"""Apple's GPUs: none."""


def is_available():
    """Return whether there is such a device: never."""
    return False


def is_built():
    """Return whether there could be one: no."""
    return False
