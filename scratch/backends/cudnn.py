"""cuDNN's switches, which nothing reads: there is no GPU."""

enabled = True
deterministic = False
benchmark = False
allow_tf32 = True


def version():
    """Return cuDNN's version: none."""
    return None


def is_available():
    """Return whether there is cuDNN: never."""
    return False
