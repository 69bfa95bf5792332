"""Deep learning in PyTorch, written out line for line beside scratch."""

from .chapters import *  # noqa: F403
from .chapters import __all__ as _chapters
from .engine import *  # noqa: F403
from .engine import __all__ as _engine
from .layers import *  # noqa: F403
from .layers import __all__ as _layers
from .losses import *  # noqa: F403
from .losses import __all__ as _losses
from .optim import *  # noqa: F403
from .optim import __all__ as _optim

__all__ = [*_chapters, *_engine, *_layers, *_losses, *_optim]
