"""Deep learning in NumPy, every backward pass derived by hand."""

from .engine import *  # noqa: F403
from .engine import __all__ as _engine
from .layers import *  # noqa: F403
from .layers import __all__ as _layers

__all__ = [*_engine, *_layers]
