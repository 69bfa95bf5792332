"""Average pooling: the mean of every window."""

from ...engine.autograd import differentiable
from ...engine.module import Module
from ...engine.pooling import added, counted, shared
from ...engine.windows import numbers
from .geometry import pooling_windows


def avg_pool(
    input,
    kernel_size,
    stride,
    padding,
    ceil_mode,
    count_include_pad,
    divisor_override,
    dims,
):
    """Return the mean of each window of any number of dimensions."""
    windows = pooling_windows(input, kernel_size, stride, padding, 1, ceil_mode, dims)
    if divisor_override == 0:
        raise ValueError(f"divisor_override must not be 0, got {divisor_override}")
    divisor = divisor_override or counted(input, windows, count_include_pad)
    output = added(input, windows) / divisor

    def backward(doutput):
        # output = sum of the window / divisor: the same share for each of its elements
        dinput = shared(doutput / divisor, windows)
        return dinput, None, None, None, None, None, None

    return output, backward


@differentiable("input", padding=tuple)
def avg_pool1d(
    input,
    kernel_size,
    stride=None,
    padding=0,
    ceil_mode=False,
    count_include_pad=True,
):
    """Return the mean of each window.

    Parameters
    ----------
    input : (N, C, L) or (C, L) float
    kernel_size, stride, padding : int or (int,)
        The stride is the kernel's size where it is left out; the border, of zeros, is
        at most half of the kernel.
    ceil_mode : bool
        Whether a last window may reach beyond the border; what is there never counts.
    count_include_pad : bool
        Whether the zeros of the border count.

    Raises
    ------
    ValueError
        If no window fits.
    """
    return avg_pool(
        input,
        kernel_size,
        stride,
        padding,
        ceil_mode,
        count_include_pad,
        None,
        dims=1,
    )


@differentiable("input", padding=tuple, divisor_override=int)
def avg_pool2d(
    input,
    kernel_size,
    stride=None,
    padding=0,
    ceil_mode=False,
    count_include_pad=True,
    divisor_override=None,
):
    """Return the mean of each window.

    Parameters
    ----------
    input : (N, C, H, W) or (C, H, W) float
    kernel_size, stride, padding : int or (int, int)
        The stride is the kernel's size where it is left out; the border, of zeros, is
        at most half of the kernel.
    ceil_mode : bool
        Whether a last window may reach beyond the border; what is there never counts.
    count_include_pad : bool
        Whether the zeros of the border count.
    divisor_override : int, optional
        By what to divide instead of the number of elements.

    Raises
    ------
    ValueError
        If no window fits.
    """
    return avg_pool(
        input,
        kernel_size,
        stride,
        padding,
        ceil_mode,
        count_include_pad,
        divisor_override,
        dims=2,
    )


class AvgPool1d(Module):
    """`avg_pool1d` as a module.

    Parameters
    ----------
    kernel_size, stride, padding : int or (int,)
        The stride is the kernel's size where it is left out.
    ceil_mode : bool
        Whether a last window may reach beyond the border.
    count_include_pad : bool
        Whether the zeros of the border count.
    """

    def __init__(
        self,
        kernel_size,
        stride=None,
        padding=0,
        ceil_mode=False,
        count_include_pad=True,
    ):
        super().__init__()
        stride = kernel_size if stride is None else stride
        self.kernel_size = numbers("kernel_size", kernel_size, 1)
        self.stride = numbers("stride", stride, 1)
        self.padding = numbers("padding", padding, 1)
        self.ceil_mode, self.count_include_pad = ceil_mode, count_include_pad

    def forward(self, input):
        """Take the mean of each window."""
        return avg_pool1d(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.ceil_mode,
            self.count_include_pad,
        )

    def extra_repr(self):
        """Return the options."""
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, "
            f"padding={self.padding}"
        )


class AvgPool2d(Module):
    """`avg_pool2d` as a module.

    Parameters
    ----------
    kernel_size, stride, padding : int or (int, int)
        The stride is the kernel's size where it is left out.
    ceil_mode : bool
        Whether a last window may reach beyond the border.
    count_include_pad : bool
        Whether the zeros of the border count.
    divisor_override : int, optional
        By what to divide instead of the number of elements.
    """

    def __init__(
        self,
        kernel_size,
        stride=None,
        padding=0,
        ceil_mode=False,
        count_include_pad=True,
        divisor_override=None,
    ):
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding, self.ceil_mode = padding, ceil_mode
        self.count_include_pad = count_include_pad
        self.divisor_override = divisor_override

    def forward(self, input):
        """Take the mean of each window."""
        return avg_pool2d(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.ceil_mode,
            self.count_include_pad,
            self.divisor_override,
        )

    def extra_repr(self):
        """Return the options."""
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, "
            f"padding={self.padding}"
        )
