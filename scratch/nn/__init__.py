"""torch.nn's names: the modules of layers/ and losses/, and packages beside them."""

from ..engine.autograd import Parameter
from ..engine.containers import ModuleDict, ModuleList, Sequential
from ..engine.module import Module
from ..engine.parameters import ParameterDict, ParameterList
from ..layers import *  # noqa: F403
from ..layers import __all__ as _layers
from ..losses import *  # noqa: F403
from ..losses import __all__ as _losses
from . import functional, init, parameter, utils

__all__ = [
    "Module",
    "ModuleDict",
    "ModuleList",
    "Parameter",
    "ParameterDict",
    "ParameterList",
    "Sequential",
    "functional",
    "init",
    "parameter",
    "utils",
    *(name for name in (*_layers, *_losses) if not name.islower()),
]
