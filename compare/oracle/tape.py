"""Let scratch's own tape carry bounded, complex and long double arrays."""

from contextlib import contextmanager

import numpy as np

from scratch.engine import autograd

from . import protocol
from .bounded import HIGHER, Bounded

assert protocol.CALLS, "the rules register themselves when imported"


class DuckNumpy:
    """NumPy as `autograd` sees it while bounded arrays are on the tape."""

    def __getattr__(self, name):
        return getattr(np, name)

    def asarray(self, data, *args, **options):
        """Pass bounded arrays through."""
        return data if isinstance(data, Bounded) else np.asarray(data, *args, **options)

    def array(self, data, *args, **options):
        """Copy bounded arrays."""
        return (
            data.copy()
            if isinstance(data, Bounded)
            else np.array(data, *args, **options)
        )


@contextmanager
def lifted(dtype):
    """Accept bounded arrays in Tensors; errors count in units of `dtype`."""
    Bounded.use(dtype)
    before, autograd.np = autograd.np, DuckNumpy()
    try:
        yield
    finally:
        autograd.np = before


def lift(array, dtype):
    """Return a floating array bounded, in the wider type; others as they are."""
    if getattr(array, "dtype", None) is None or array.dtype.kind != "f":
        return array
    return Bounded(array.astype(HIGHER[np.dtype(dtype)]))
