"""Let scratch's own tape carry bounded, complex and long double arrays."""

from contextlib import contextmanager

import numpy as np

from scratch.engine import autograd, tensors

from . import protocol
from .bounded import HIGHER, Bounded

assert protocol.CALLS, "the rules register themselves when imported"


WIDER = frozenset(map(np.dtype, (np.longdouble, np.complex128, np.clongdouble)))


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
    """Accept bounded, long double and complex arrays in Tensors.

    Errors count in units of `dtype`.
    """
    Bounded.use(dtype)
    before = tensors.DTYPES
    autograd.np = tensors.np = DuckNumpy()
    tensors.DTYPES = before | WIDER
    try:
        yield
    finally:
        autograd.np = tensors.np = np
        tensors.DTYPES = before


def lift(array, dtype):
    """Return a floating array bounded, in the wider type; others as they are."""
    if getattr(array, "dtype", None) is None or array.dtype.kind != "f":
        return array
    return Bounded(array.astype(HIGHER[np.dtype(dtype)]))
