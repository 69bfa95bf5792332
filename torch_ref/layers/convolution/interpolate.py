"""Larger and smaller images by copying the nearest element."""

from math import floor

import torch

from ...engine.arguments import checked
from ...engine.checks import check_choice, check_floating
from ...engine.module import Module
from ...engine.windows import check_one_or_each, positive


@checked("input", size=tuple, scale_factor=tuple)
def interpolate(input, size=None, scale_factor=None, mode="nearest"):
    """Return images of another size, each element the nearest one before its place.

    Parameters
    ----------
    input : (N, C, L), (N, C, H, W) or (N, C, D, H, W) float
    size : int or tuple of int, optional
        Of the output.
    scale_factor : float or tuple of float, optional
        Times what the size is; one of the two must be given.
    mode : "nearest"

    Raises
    ------
    ValueError
        If both or neither of size and scale_factor are given, or sizes do not match.

    Notes
    -----
    Place y of the output copies floor(y / scale) of the input, in float32 as torch.
    Where a factor such as 1.3 leaves a size of 2 as it is, torch's own gradient in one
    or three dimensions goes to elements that its output lacks; here it does not.
    """
    index = nearest_places(input, size, scale_factor, mode)
    output = input[..., *index]
    return output


def nearest_places(input, size, scale_factor, mode):
    """Refuse sizes that do not match; return where the elements come from."""
    check_floating("input", input)
    check_choice("mode", mode, ("nearest",))
    dims = input.ndim - 2
    if dims not in (1, 2, 3):
        raise ValueError(
            f"input must have 3, 4 or 5 dimensions, got shape {tuple(input.shape)}"
        )
    if (size is None) == (scale_factor is None):
        raise ValueError("one of size and scale_factor must be given")
    inside = tuple(input.shape[2:])
    if size is not None:
        check_one_or_each(dims, size=size)
        sizes = positive("size", size, dims)
        steps = [n / m for n, m in zip(inside, sizes)]
    else:
        scales = scales_of(scale_factor, dims)
        sizes = [floor(n * scale) for n, scale in zip(inside, scales)]
        steps = [1 / scale for scale in scales]
    if min(sizes) < 1 or min(input.shape[1:]) < 1:
        raise ValueError(
            f"sizes must be positive, got {tuple(sizes)} of {tuple(input.shape)}"
        )
    if max(sizes) >= 2**31:
        raise ValueError(f"sizes must fit into 32 bits, got {tuple(sizes)}")
    small = dims == 2 and sum(sizes) <= 128  # torch's own way for small images
    for axis, (n, m) in enumerate(zip(inside, sizes)):
        if small and m in (n, 2 * n):  # it then looks at the sizes alone
            steps[axis] = n / m
    index = [
        (torch.arange(m, dtype=torch.float32) * s).long().clamp(max=n - 1)
        for m, s, n in zip(sizes, steps, inside)
    ]
    return torch.meshgrid(*index, indexing="ij")


def scales_of(scale_factor, dims):
    """Return one positive factor for each dimension."""
    several = isinstance(scale_factor, (tuple, list))
    scales = tuple(scale_factor) if several else (scale_factor,) * dims
    if not all(isinstance(s, (int, float)) and type(s) is not bool for s in scales):
        raise TypeError(f"scale_factor must be numbers, got {scale_factor!r}")
    if len(scales) != dims or not all(s > 0 for s in scales):
        raise ValueError(
            f"scale_factor must be 1 or {dims} positive numbers, got {scale_factor!r}"
        )
    return scales


class Upsample(Module):
    """`interpolate` as a module.

    Parameters
    ----------
    size : int or tuple of int, optional
        Of the output.
    scale_factor : float or tuple of float, optional
        Times what the size is.
    mode : "nearest"
    """

    def __init__(self, size=None, scale_factor=None, mode="nearest"):
        super().__init__()
        several = isinstance(scale_factor, tuple)
        self.size, self.mode = size, mode
        self.scale_factor = (
            tuple(float(s) for s in scale_factor)
            if several
            else float(scale_factor)
            if scale_factor
            else None
        )

    def forward(self, input):
        """Return images of the other size."""
        return interpolate(input, self.size, self.scale_factor, self.mode)

    def extra_repr(self):
        """Return the options."""
        if self.scale_factor is not None:
            return f"scale_factor={self.scale_factor}, mode={self.mode!r}"
        return f"size={self.size}, mode={self.mode!r}"
