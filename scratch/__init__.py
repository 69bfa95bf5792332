"""Deep learning in NumPy, every backward pass derived by hand."""

from . import (  # noqa: F401
    accelerator,
    amp,
    autograd,
    backends,
    cuda,
    distributions,
    linalg,
    nn,
    optim,
    random,
    utils,
    version,
    xpu,
)
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
from .version import __version__  # noqa: F401

# torch's own packages: the same names, where torch has them
PACKAGES = [
    *("accelerator", "amp", "autograd", "backends", "cuda", "distributions", "linalg"),
    *("nn", "optim", "random", "utils", "version", "xpu"),
]
__all__ = [*_chapters, *_engine, *_layers, *_losses, *_optim]
