"""What torch.accelerator answers where there is none."""


def is_available():
    """Return whether there is an accelerator: never."""
    return False


def device_count():
    """Return the number of accelerators: 0."""
    return 0


def current_accelerator(check_available=False):
    """Return the device of the accelerator: None."""
    return None


def synchronize(device=None):
    """Wait for the accelerator: there is none."""
