"""Images as columns, one for each window, and columns as images."""

from math import prod

from ...engine.autograd import differentiable
from ...engine.module import Module
from .geometry import fold_windows, unfold_windows


@differentiable("input", dilation=tuple, padding=tuple, stride=tuple)
def unfold(input, kernel_size, dilation=1, padding=0, stride=1):
    """Return the windows of images as columns, known as im2col.

    Parameters
    ----------
    input : (N, C, H, W) or (C, H, W) float
    kernel_size, dilation, padding, stride : int or (int, int)

    Returns
    -------
    columns : (N, C * places, windows) or (C * places, windows) float

    Raises
    ------
    ValueError
        If no window fits.
    """
    windows = unfold_windows(input, kernel_size, dilation, padding, stride)
    columns = windows.unfold(input)
    output = columns.reshape(
        *input.shape[:-3], input.shape[-3] * columns.shape[-2], columns.shape[-1]
    )

    def backward(doutput):
        # an element that lies in several windows gets the sum of their gradients
        dinput = windows.fold(doutput.reshape(columns.shape))
        return dinput, None, None, None, None

    return output, backward


@differentiable("input", dilation=tuple, padding=tuple, stride=tuple)
def fold(input, output_size, kernel_size, dilation=1, padding=0, stride=1):
    """Add columns to the windows of images that were zeros, known as col2im.

    Parameters
    ----------
    input : (N, C * places, windows) or (C * places, windows) float
    output_size, kernel_size, dilation, padding, stride : int or (int, int)

    Returns
    -------
    images : (N, C, *output_size) or (C, *output_size) float

    Raises
    ------
    ValueError
        If sizes do not match.

    Notes
    -----
    It is the gradient of `unfold`, not its inverse: overlapping windows add up.
    """
    windows = fold_windows(input, output_size, kernel_size, dilation, padding, stride)
    columns = input.reshape(
        *input.shape[:-2],
        input.shape[-2] // prod(windows.kernel),
        prod(windows.kernel),
        input.shape[-1],
    )
    output = windows.fold(columns)

    def backward(doutput):
        # every window sees the gradients of the elements that it was added to
        dinput = windows.unfold(doutput).reshape(input.shape)
        return dinput, None, None, None, None, None

    return output, backward


class Unfold(Module):
    """`unfold` as a module.

    Parameters
    ----------
    kernel_size, dilation, padding, stride : int or (int, int)
    """

    def __init__(self, kernel_size, dilation=1, padding=0, stride=1):
        super().__init__()
        self.kernel_size, self.dilation = kernel_size, dilation
        self.padding, self.stride = padding, stride

    def forward(self, input):
        """Return the windows of images as columns."""
        return unfold(input, self.kernel_size, self.dilation, self.padding, self.stride)

    def extra_repr(self):
        """Return the options."""
        return (
            f"kernel_size={self.kernel_size}, dilation={self.dilation}, "
            f"padding={self.padding}, stride={self.stride}"
        )


class Fold(Module):
    """`fold` as a module.

    Parameters
    ----------
    output_size, kernel_size, dilation, padding, stride : int or (int, int)
    """

    def __init__(self, output_size, kernel_size, dilation=1, padding=0, stride=1):
        super().__init__()
        self.output_size, self.kernel_size = output_size, kernel_size
        self.dilation, self.padding, self.stride = dilation, padding, stride

    def forward(self, input):
        """Add columns to the windows of images."""
        return fold(
            input,
            self.output_size,
            self.kernel_size,
            self.dilation,
            self.padding,
            self.stride,
        )

    def extra_repr(self):
        """Return the options."""
        return (
            f"output_size={self.output_size}, kernel_size={self.kernel_size}, "
            f"dilation={self.dilation}, padding={self.padding}, "
            f"stride={self.stride}"
        )
