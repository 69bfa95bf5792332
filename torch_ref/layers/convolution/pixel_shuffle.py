"""Channels as pixels of a larger image, and back."""

import torch

from ...engine.arguments import checked
from ...engine.checks import check_positive
from ...engine.module import Module


@checked("input", upscale_factor=int)
def pixel_shuffle(input, upscale_factor):
    """Make each r * r channels the pixels of an image r times as high and wide.

    Parameters
    ----------
    input : (..., C * r ** 2, H, W)
    upscale_factor : int
        r.

    Returns
    -------
    output : (..., C, H * r, W * r)

    Raises
    ------
    ValueError
        If r ** 2 does not divide the channels.

    References
    ----------
    Shi et al., Real-Time Single Image and Video Super-Resolution, 2016, eq. 4.
    """
    check_shuffle("upscale_factor", upscale_factor, input)
    r = upscale_factor
    *outer, channels, h, w = input.shape
    if channels % r**2:
        raise ValueError(
            f"upscale_factor squared must divide {channels} channels, got {r}"
        )
    c = channels // r**2
    blocks = input.reshape(*outer, c, r, r, h, w)
    output = torch.moveaxis(blocks, (-4, -3), (-3, -1)).clone()
    output = output.reshape(*outer, c, h * r, w * r)
    return output


@checked("input", downscale_factor=int)
def pixel_unshuffle(input, downscale_factor):
    """Make each block of r * r pixels channels of one pixel.

    Parameters
    ----------
    input : (..., C, H * r, W * r)
    downscale_factor : int
        r.

    Returns
    -------
    output : (..., C * r ** 2, H, W)

    Raises
    ------
    ValueError
        If r does not divide the height and the width, or there are no elements.
    """
    check_shuffle("downscale_factor", downscale_factor, input)
    r = downscale_factor
    *outer, c, height, width = input.shape
    if 0 in input.shape:  # torch leaves its shape alone
        raise ValueError(f"images must not be empty, got shape {tuple(input.shape)}")
    if height % r or width % r:
        raise ValueError(
            f"downscale_factor must divide {height} and {width} pixels, got {r}"
        )
    h, w = height // r, width // r
    blocks = input.reshape(*outer, c, h, r, w, r)
    output = torch.moveaxis(blocks, (-3, -1), (-4, -3)).clone()
    output = output.reshape(*outer, c * r**2, h, w)
    return output


def check_shuffle(name, factor, input):
    """Refuse a factor below 1 and what is no image."""
    check_positive(name, factor)
    if input.ndim < 3:
        raise ValueError(
            f"input must have at least 3 dimensions, got shape {tuple(input.shape)}"
        )


class PixelShuffle(Module):
    """`pixel_shuffle` as a module.

    Parameters
    ----------
    upscale_factor : int
    """

    def __init__(self, upscale_factor):
        super().__init__()
        self.upscale_factor = upscale_factor

    def forward(self, input):
        """Make channels pixels."""
        return pixel_shuffle(input, self.upscale_factor)

    def extra_repr(self):
        """Return the factor."""
        return f"upscale_factor={self.upscale_factor}"


class PixelUnshuffle(Module):
    """`pixel_unshuffle` as a module.

    Parameters
    ----------
    downscale_factor : int
    """

    def __init__(self, downscale_factor):
        super().__init__()
        self.downscale_factor = downscale_factor

    def forward(self, input):
        """Make pixels channels."""
        return pixel_unshuffle(input, self.downscale_factor)

    def extra_repr(self):
        """Return the factor."""
        return f"downscale_factor={self.downscale_factor}"
