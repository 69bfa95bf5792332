"""What a program asks of torch's tensors while it is drawn."""

import torch

FLOATS = ("float32", "float64")
INTEGERS = ("int64", "int32", "int16", "int8", "uint8")
NAMES = (*FLOATS, *INTEGERS, "bool")
DTYPES = {name: getattr(torch, name) for name in NAMES}
SPELLED = {dtype: name for name, dtype in DTYPES.items()}


def is_float(tensor) -> bool:
    """Whether a tensor holds real numbers."""
    return tensor.dtype.is_floating_point


def wants_grad(tensor) -> bool:
    """Whether a gradient may flow from a tensor."""
    return tensor.requires_grad


def is_leaf(tensor):
    """Whether nothing recorded made a tensor; None for a view that is given up."""
    try:
        return tensor.is_leaf
    except RuntimeError:
        return None


def is_lent(tensor) -> bool:
    """Whether a view only says that it requires grad, since what it views does."""
    return tensor._is_view() and tensor.requires_grad and is_leaf(tensor) is not False


def has_grad(tensor) -> bool:
    """Whether a leaf holds a gradient."""
    return is_leaf(tensor) is True and tensor.grad is not None
