"""The three libraries behind one way of making, reading and differentiating tensors."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch

import scratch
import torch_ref


class Side:
    """One library.

    Attributes
    ----------
    name : str
    dl : module
        The namespace that a user would import.
    """

    def __init__(self, name, dl):
        self.name = name
        self.dl = dl

    def __repr__(self):
        return self.name

    def tensor(self, array: np.ndarray, requires_grad: bool = False):
        """Make a tensor of an array; torch copies, scratch shares the memory."""
        if self.dl is scratch:
            return scratch.Tensor(array, requires_grad)
        return torch.tensor(array, requires_grad=requires_grad)

    def array(self, tensor) -> np.ndarray:
        """Return the values of a tensor."""
        if isinstance(tensor, torch.Tensor):
            return tensor.detach().numpy()
        if isinstance(tensor, scratch.Tensor):
            return tensor.array
        return np.asarray(tensor)

    def is_tensor(self, value) -> bool:
        """Tell tensors from options."""
        return isinstance(value, (torch.Tensor, scratch.Tensor))

    @contextmanager
    def default_dtype(self, dtype) -> Iterator[None]:
        """Make new floating-point tensors in `dtype`."""
        before = self.dl.get_default_dtype()
        self.dl.set_default_dtype(getattr(self.dl, str(np.dtype(dtype))))
        try:
            yield
        finally:
            self.dl.set_default_dtype(before)


SCRATCH = Side("scratch", scratch)
TORCH_REF = Side("torch_ref", torch_ref)
TORCH = Side("torch", torch)


def leaves(value, path: str = "") -> dict[str, np.ndarray]:
    """Return the arrays inside arguments, by path: `input`, `tensors[1]`."""
    if isinstance(value, np.ndarray):
        return {path: value}
    if isinstance(value, dict):
        parts = {f"{path}.{k}" if path else str(k): v for k, v in value.items()}
    elif isinstance(value, (list, tuple)):
        parts = {f"{path}[{i}]": v for i, v in enumerate(value)}
    else:
        return {}
    found = {}
    for name, part in parts.items():
        found.update(leaves(part, name))
    return found


def replace(value, change, path: str = ""):
    """Return arguments with every array `a` at `path` replaced by `change(path, a)`."""
    if isinstance(value, np.ndarray):
        return change(path, value)
    if isinstance(value, dict):
        return {
            k: replace(v, change, f"{path}.{k}" if path else str(k))
            for k, v in value.items()
        }
    if isinstance(value, (list, tuple)):
        parts = [replace(v, change, f"{path}[{i}]") for i, v in enumerate(value)]
        return type(value)(parts) if type(value) in (list, tuple) else parts
    return value


def root(path: str) -> str:
    """Return the argument that a path lies in."""
    return path.partition(".")[0].partition("[")[0]


def is_float(array) -> bool:
    """Tell arrays that may have a gradient."""
    return array.dtype.kind == "f"


def round_numbers(value, dtype):
    """Round every float option to `dtype`; NumPy scalars become arrays."""
    if isinstance(value, np.generic):
        return np.asarray(value)
    if isinstance(value, float):
        return float(np.dtype(dtype).type(value))
    if isinstance(value, dict):
        return {k: round_numbers(v, dtype) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(round_numbers(v, dtype) for v in value)
    return value
