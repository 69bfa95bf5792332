"""Letting `import torch` be answered by scratch, in a process of its own."""

import sys
from importlib import import_module
from pkgutil import walk_packages

import numpy as np


def answer_for_torch() -> None:
    """Let every import of torch and its packages find those of scratch.

    Nothing named torch exists on disk; the names stand in `sys.modules` alone.

    Raises
    ------
    RuntimeError
        If torch itself has been imported already.
    """
    if "torch" in sys.modules:
        raise RuntimeError("torch is imported already")
    import scratch

    convert_arrays(scratch)
    for kind in (scratch.Tensor, scratch.Size, scratch.dtype, scratch.device):
        kind.__module__ = "torch"  # as print(type(x)) tells it
    scratch.Parameter.__module__ = "torch.nn.parameter"
    sys.modules["torch"] = scratch
    for name in scratch.PACKAGES:
        package = import_module(f"scratch.{name}")
        sys.modules[f"torch.{name}"] = package
        if hasattr(package, "__path__"):
            for found in walk_packages(package.__path__, f"scratch.{name}."):
                inner = import_module(found.name)
                sys.modules[found.name.replace("scratch", "torch", 1)] = inner


def convert_arrays(library) -> None:
    """Let a script's `Tensor(array)` be of the default dtype, as torch's is.

    The engine makes its own tensors on arrays of every dtype by the same class.
    """
    create = library.Tensor.__init__

    def convert(self, data, *args, **kwargs):
        default = library.get_default_dtype()
        if type(data) is np.ndarray and data.dtype != default:
            caller = sys._getframe(1).f_globals.get("__name__", "")
            if caller.partition(".")[0] not in ("scratch", "compare"):
                data = data.astype(default)
        create(self, data, *args, **kwargs)

    library.Tensor.__init__ = convert
