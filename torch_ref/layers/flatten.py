"""Modules that join dimensions, and split one again."""

from math import prod

from ..engine.checks import check_dim, check_has
from ..engine.module import Module


class Flatten(Module):
    """Join the dimensions from start_dim to end_dim: (N, C, H, W) to (N, C H W).

    Parameters
    ----------
    start_dim, end_dim : int
    """

    def __init__(self, start_dim=1, end_dim=-1):
        super().__init__()
        self.start_dim = start_dim
        self.end_dim = end_dim

    def forward(self, input):
        """Join them."""
        check_has("input", input, "requires_grad")
        for dim in (self.start_dim, self.end_dim):
            check_dim(dim, input.ndim)
        if self.start_dim % max(input.ndim, 1) > self.end_dim % max(input.ndim, 1):
            raise ValueError(
                f"start_dim must not be after end_dim, got {self.start_dim} and "
                f"{self.end_dim}"
            )
        return input.flatten(self.start_dim, self.end_dim)

    def extra_repr(self):
        """Return the dimensions."""
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"


class Unflatten(Module):
    """Split a dimension into several: (N, C H W) to (N, C, H, W).

    Parameters
    ----------
    dim : int
    unflattened_size : tuple of int
        One of them may be -1: what is left.

    Raises
    ------
    TypeError
        If dim is no integer, or a size is none.
    """

    def __init__(self, dim, unflattened_size):
        super().__init__()
        if isinstance(dim, bool) or not isinstance(dim, int):
            raise TypeError(f"dim must be an integer, got {dim!r}")
        if not isinstance(unflattened_size, (tuple, list)):
            raise TypeError(f"unflattened_size must be sizes, got {unflattened_size!r}")
        for size in unflattened_size:
            if isinstance(size, bool) or not isinstance(size, int):
                raise TypeError(f"unflattened_size must hold integers, got {size!r}")
        self.dim = dim
        self.unflattened_size = unflattened_size

    def forward(self, input):
        """Split it."""
        check_has("input", input, "requires_grad")
        check_sizes(input, self.dim, self.unflattened_size)
        return input.unflatten(self.dim, self.unflattened_size)

    def extra_repr(self):
        """Return the dimension and the sizes."""
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"


def check_sizes(input, dim, sizes):
    """Refuse sizes that do not multiply to that of the dimension."""
    check_dim(dim, input.ndim)
    if input.ndim == 0:
        raise ValueError("input must have at least 1 dimension, got 0")
    size, left = input.shape[dim], list(sizes).count(-1)
    known = prod(sizes)  # a -1 turns its sign alone
    whole = known and size % known == 0 if left else known == size
    if left > 1 or not sizes or min(sizes) < -1 or not whole:
        raise ValueError(f"unflattened_size must multiply to {size}, got {sizes}")
