"""Freed memory that the process keeps, for the next step of the same training.

glibc hands large blocks back to the system as soon as they are freed, and pays for
fresh ones with a page fault every 4096 bytes: silu of 1024x8192 numbers takes twice as
long. `mallopt` changes that for the whole process, torch's tensors in it included.
"""

import os
from ctypes import CDLL, c_int

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3  # of malloc.h
KEPT = 1 << 28  # bytes at the end of the heap that stay
LARGE = 1 << 30, 1 << 25  # bytes from which on blocks come from the system; older glibc


def keep_freed_memory():
    """Set how much memory glibc keeps; do nothing elsewhere, or if told not to.

    The environment variable GRADTWIN_MALLOC=0 turns it off.

    Returns
    -------
    bool
        Whether freed memory is kept.
    """
    if os.environ.get("GRADTWIN_MALLOC") == "0" or not is_glibc():
        return False
    mallopt = CDLL(None).mallopt
    mallopt.argtypes, mallopt.restype = (c_int, c_int), c_int
    took = [mallopt(MMAP_THRESHOLD, size) for size in reversed(LARGE)]
    return any(took) and mallopt(TRIM_THRESHOLD, KEPT) == 1


def is_glibc():
    """Whether the C library of this process is GNU's."""
    try:
        return (os.confstr("CS_GNU_LIBC_VERSION") or "").startswith("glibc")
    except (AttributeError, OSError, ValueError):
        return False


freed_memory_is_kept = keep_freed_memory()
