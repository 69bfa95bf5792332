"""Max pooling: the largest element of every window."""

from ...engine.autograd import differentiable
from ...engine.module import Module
from ...engine.pooling import largest, positions, send
from .geometry import pooling_windows


def max_pool(
    input, kernel_size, stride, padding, dilation, ceil_mode, return_indices, dims
):
    """Return the largest element of each window of any number of dimensions."""
    windows = pooling_windows(
        input, kernel_size, stride, padding, dilation, ceil_mode, dims
    )
    output, taken = largest(input, windows)

    def backward(doutput, dindices=None):
        # output = input where it was taken, so the whole gradient goes back there; at
        # a tie any share of it would be a subgradient, and this is torch's
        dinput = send(doutput, taken, windows)
        return dinput, None, None, None, None, None, None

    if return_indices:
        return (output, positions(taken, windows)), backward
    return output, backward


@differentiable("input", padding=tuple, dilation=tuple)
def max_pool1d(
    input,
    kernel_size,
    stride=None,
    padding=0,
    dilation=1,
    ceil_mode=False,
    return_indices=False,
):
    """Return the largest element of each window.

    Parameters
    ----------
    input : (N, C, L) or (C, L) float
    kernel_size, stride, padding, dilation : int or (int,)
        The stride is the kernel's size where it is left out; the border, of -inf, is
        at most half of the kernel.
    ceil_mode : bool
        Whether a last window may reach beyond the border.
    return_indices : bool
        Whether to return (output, indices), the places in the image, rows first.

    Raises
    ------
    ValueError
        If no window fits, or a window holds no element of the input: there torch
        writes its gradient outside of the image.

    Notes
    -----
    Of equal elements the first gets the whole gradient, of NaNs the last.
    """
    return max_pool(
        input,
        kernel_size,
        stride,
        padding,
        dilation,
        ceil_mode,
        return_indices,
        dims=1,
    )


@differentiable("input", padding=tuple, dilation=tuple)
def max_pool2d(
    input,
    kernel_size,
    stride=None,
    padding=0,
    dilation=1,
    ceil_mode=False,
    return_indices=False,
):
    """Return the largest element of each window.

    Parameters
    ----------
    input : (N, C, H, W) or (C, H, W) float
    kernel_size, stride, padding, dilation : int or (int, int)
        The stride is the kernel's size where it is left out; the border, of -inf, is
        at most half of the kernel.
    ceil_mode : bool
        Whether a last window may reach beyond the border.
    return_indices : bool
        Whether to return (output, indices), the places in the image, rows first.

    Raises
    ------
    ValueError
        If no window fits, or a window holds no element of the input: there torch
        writes its gradient outside of the image.

    Notes
    -----
    Of equal elements the first gets the whole gradient, of NaNs the last.
    """
    return max_pool(
        input,
        kernel_size,
        stride,
        padding,
        dilation,
        ceil_mode,
        return_indices,
        dims=2,
    )


class MaxPool(Module):
    """What is common to max pooling of any dimension."""

    def __init__(
        self,
        kernel_size,
        stride=None,
        padding=0,
        dilation=1,
        return_indices=False,
        ceil_mode=False,
    ):
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding, self.dilation = padding, dilation
        self.return_indices, self.ceil_mode = return_indices, ceil_mode

    def extra_repr(self):
        """Return the options."""
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, "
            f"padding={self.padding}, dilation={self.dilation}, "
            f"ceil_mode={self.ceil_mode}"
        )


class MaxPool1d(MaxPool):
    """`max_pool1d` as a module.

    Parameters
    ----------
    kernel_size, stride, padding, dilation : int or (int,)
        The stride is the kernel's size where it is left out.
    return_indices : bool
        Whether to return (output, indices).
    ceil_mode : bool
        Whether a last window may reach beyond the border.
    """

    def forward(self, input):
        """Take the largest element of each window."""
        return max_pool1d(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.dilation,
            self.ceil_mode,
            self.return_indices,
        )


class MaxPool2d(MaxPool):
    """`max_pool2d` as a module.

    Parameters
    ----------
    kernel_size, stride, padding, dilation : int or (int, int)
        The stride is the kernel's size where it is left out.
    return_indices : bool
        Whether to return (output, indices).
    ceil_mode : bool
        Whether a last window may reach beyond the border.
    """

    def forward(self, input):
        """Take the largest element of each window."""
        return max_pool2d(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.dilation,
            self.ceil_mode,
            self.return_indices,
        )
