"""What a module saves, loads and converts."""

from itertools import chain
from typing import NamedTuple

from .autograd import Tensor
from .conversion import as_dtype, target
from .devices import check_device
from .methods import given_to
from .module import Module
from .versions import wrote


class Keys(NamedTuple):
    """Which keys of a loaded state were missing, and which unknown."""

    missing_keys: list
    unexpected_keys: list

    def __repr__(self):
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return (
            f"_IncompatibleKeys(missing_keys={self.missing_keys}, "
            f"unexpected_keys={self.unexpected_keys})"
        )

    __str__ = __repr__


@given_to(Module)
class State:
    """Methods of Module."""

    __slots__ = ()

    def state_dict(self, *, destination=None, prefix="", keep_vars=False):
        """Return {name: tensor} of parameters and buffers, sharing their memory.

        Parameters
        ----------
        destination : dict, optional
            Where to put them.
        prefix : str
            What their names begin with.
        keep_vars : bool
            Whether to return the parameters themselves.
        """
        state = {} if destination is None else destination
        collect(self, prefix, state, keep_vars)
        return state

    def load_state_dict(self, state_dict, strict=True, assign=False):
        """Copy parameters and buffers from `state_dict`: all of them, or none.

        Parameters
        ----------
        state_dict : dict from name to Tensor
        strict : bool
            Whether every key must be known, and none missing.
        assign : bool
            Must be False: values are copied.

        Returns
        -------
        keys : (missing_keys, unexpected_keys)

        Raises
        ------
        ValueError
            If (with strict) a key is missing or unknown, or if a shape differs.
        TypeError
            If a value is not a Tensor.
        """
        if assign:
            raise ValueError("assign must be False: values are copied")
        if not hasattr(state_dict, "keys"):
            raise TypeError(
                f"state_dict must be a dict, got {type(state_dict).__name__}"
            )
        own = self.state_dict()
        problems = []
        unknown = [key for key in state_dict if key not in own]
        missing = [key for key in own if key not in state_dict]
        if strict:
            problems += [f"unknown key {key!r}" for key in unknown]
            problems += [f"missing key {key!r}" for key in missing]
        pairs = [(key, own[key], state_dict[key]) for key in own if key in state_dict]
        for key, mine, source in pairs:
            if not isinstance(source, Tensor):
                raise TypeError(f"{key} must be a Tensor, got {type(source).__name__}")
            if mine.array.shape != source.array.shape:
                problems.append(
                    f"{key} must have shape {mine.array.shape}, "
                    f"got {source.array.shape}"
                )
        if problems:
            raise ValueError(f"{type(self).__name__}: " + "; ".join(problems))
        for _, mine, source in pairs:
            mine.array[...] = source.array
            wrote(mine)
        return Keys(missing, unknown)

    def to(self, *args, **options):
        """Convert floating-point parameters and buffers in place; return the module.

        Parameters
        ----------
        *args : dtype, device, or a Tensor that has both
        device : device, default: the CPU
        dtype : floating-point dtype, optional
        non_blocking, memory_format
            They make no difference on the CPU.
        """
        device, dtype, _ = target(args, options)
        check_device(device)
        if dtype is None:
            return self
        if dtype.kind != "f":
            raise TypeError(f"dtype must be a floating-point dtype, got {dtype}")
        for tensor in chain(self.parameters(), self.buffers()):
            for part in (tensor, tensor.grad):
                if part is not None and part.array.dtype.kind == "f":
                    part.array = part.array.astype(dtype, copy=False)
        return self

    def type(self, dst_type):
        """Convert floating-point parameters and buffers; return the module."""
        return self.to(as_dtype(dst_type))

    def half(self):
        """Convert to float16; return the module."""
        return self.to(as_dtype("HalfTensor"))

    def float(self):
        """Convert to float32; return the module."""
        return self.to(as_dtype("FloatTensor"))

    def double(self):
        """Convert to float64; return the module."""
        return self.to(as_dtype("DoubleTensor"))

    def cpu(self):
        """Return the module, whose tensors are on the CPU."""
        return self

    def cuda(self, device="cuda"):
        """Refuse: there is but the CPU."""
        check_device(device)


def collect(module, prefix, state, keep_vars=False):
    """Add the tensors of `module` to `state`: its own first, then its children's."""
    saved = {
        name: buffer
        for name, buffer in module._buffers.items()
        if name not in module._non_persistent_buffers_set
    }
    for name, tensor in chain(module._parameters.items(), saved.items()):
        if tensor is not None:
            state[prefix + name] = tensor if keep_vars else tensor.detach()
    for name, child in module._modules.items():
        if child is not None:
            collect(child, f"{prefix}{name}.", state, keep_vars)
