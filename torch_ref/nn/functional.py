"""torch.nn.functional's names: the functions of layers/ and losses/."""

from ..engine.functions import one_hot, pad
from ..layers import *  # noqa: F403
from ..layers import __all__ as _layers
from ..losses import *  # noqa: F403
from ..losses import __all__ as _losses

__all__ = ["one_hot", "pad"]
__all__ += [name for name in (*_layers, *_losses) if name.islower()]
