"""Deep learning in PyTorch, written out line for line beside scratch."""

from .engine import *  # noqa: F403
from .engine import __all__ as _engine
from .layers import *  # noqa: F403
from .layers import __all__ as _layers

__all__ = [*_engine, *_layers]
