"""What an operation refuses, said with the offending value and what was expected."""

from math import inf
from numbers import Real


def check_number(name, value):
    """Refuse what is no real number, or an integer of more than 64 bits."""
    if type(value) is float:
        return
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} must be a number, got {value!r}")
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise ValueError(f"{name} must fit into 64 bits, got {value}")


def check_has(name, value, attribute):
    """Refuse what cannot play its part."""
    if not hasattr(value, attribute) or isinstance(value, type):
        raise TypeError(f"{name} has no {attribute}, got {type(value).__name__}")


def check_finite(name, value):
    """Refuse an infinite number, and NaN."""
    check_number(name, value)
    if not -inf < value < inf:
        raise ValueError(f"{name} must be finite, got {value}")


def check_probability(name, p):
    """Refuse a probability outside [0, 1]."""
    check_number(name, p)
    if not 0 <= p <= 1:
        raise ValueError(f"{name} must be in [0, 1], got {p}")


def check_not_negative(name, value):
    """Refuse a negative number, and NaN."""
    check_number(name, value)
    if not value >= 0:
        raise ValueError(f"{name} must not be negative, got {value}")


def check_positive(name, value):
    """Refuse a number that is not above 0."""
    check_number(name, value)
    if not value > 0:
        raise ValueError(f"{name} must be positive, got {value}")


def check_reduction(reduction):
    """Refuse a reduction that does not exist."""
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"reduction must be none, mean or sum, got {reduction!r}")


def check_floating(name, tensor):
    """Refuse a tensor that is not floating-point."""
    if not tensor.dtype.is_floating_point:
        raise ValueError(f"{name} must be floating-point, got {tensor.dtype}")


def check_not_bool(name, tensor):
    """Refuse a mask."""
    if str(tensor.dtype) == "torch.bool":
        raise ValueError(f"{name} must be numbers, got {tensor.dtype}")


def check_same_dtype(**tensors):
    """Refuse tensors of different dtypes; None stands for one left out."""
    first = None
    for tensor in tensors.values():
        if tensor is None:
            continue
        dtype = tensor.dtype
        if first is None:
            first = dtype
        elif dtype is not first and dtype != first:
            given = {name: t for name, t in tensors.items() if t is not None}
            listed = ", ".join(f"{name} {t.dtype}" for name, t in given.items())
            raise ValueError(f"dtypes must be equal, got {listed}")


def check_shape(name, tensor, shape):
    """Refuse a tensor of another shape."""
    if tensor.shape != tuple(shape):
        raise ValueError(
            f"{name} must have shape {tuple(shape)}, got {tuple(tensor.shape)}"
        )


def check_same_shape(**tensors):
    """Refuse tensors of different shapes."""
    first = None
    for tensor in tensors.values():
        if first is None:
            first = tensor.shape
        elif tensor.shape != first:
            shapes = {name: tuple(t.shape) for name, t in tensors.items()}
            listed = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
            raise ValueError(f"shapes must be equal, got {listed}")


def check_dim(dim, ndim):
    """Refuse a dimension that a tensor of `ndim` dimensions does not have."""
    if isinstance(dim, bool) or not isinstance(dim, int):
        raise TypeError(f"dim must be an integer, got {dim!r}")
    limit = max(ndim, 1)
    if not -limit <= dim < limit:
        raise IndexError(f"dim must be in [{-limit}, {limit - 1}], got {dim}")


def check_activation(input, **numbers):
    """Refuse an input that is not floating-point, and infinite options."""
    check_floating("input", input)
    for name, value in numbers.items():
        check_finite(name, value)


def check_along(input, dim):
    """Refuse an input that is not floating-point or has no such dimension."""
    check_floating("input", input)
    check_dim(dim, input.ndim)


def check_not_zero(name, value):
    """Refuse 0."""
    if value == 0:
        raise ValueError(f"{name} must not be 0, got {value}")


def check_choice(name, value, choices):
    """Refuse an option that does not exist."""
    if value not in choices:
        raise ValueError(f"{name} must be one of {', '.join(choices)}, got {value!r}")
