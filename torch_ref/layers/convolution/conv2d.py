"""Convolution of an image: the same small linear map at every place."""

from ...engine.arguments import checked
from .convolution import convolution
from .module import Convolution


@checked("input", "weight", "bias", stride=tuple, padding=tuple, dilation=tuple)
def conv2d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """Multiply every window of input by weight, summing over channels and places.

    Parameters
    ----------
    input : (N, C, H, W) or (C, H, W) float
    weight : (O, C / groups, kernel height, kernel width) float
    bias : (O,) float, optional
    stride, dilation : int or (int, int)
        Steps between windows, and between the elements of one.
    padding : int or (int, int), "same" or "valid"
        Zeros on both sides of each dimension; "same" keeps the size at stride 1.
    groups : int
        Each has its own channels of input and of output.

    Returns
    -------
    output : (N, O, rows, columns) float

    Raises
    ------
    ValueError
        If sizes or dtypes do not match, or no window fits.

    Notes
    -----
    The kernel is not flipped: mathematics calls this a cross-correlation.

    References
    ----------
    Dumoulin and Visin, A Guide to Convolution Arithmetic for Deep Learning, 2016.
    """
    return convolution(input, weight, bias, stride, padding, dilation, groups)


class Conv2d(Convolution):
    """`conv2d` with its weight and bias.

    Parameters
    ----------
    in_channels, out_channels : int
    kernel_size, stride, dilation : int or (int, int)
    padding : int or (int, int), "same" or "valid"
    groups : int
        Divides both numbers of channels.
    bias : bool
        Whether to add a bias.
    padding_mode : "zeros", "reflect", "replicate" or "circular"
        What the border holds.
    device : device, default: the CPU
    dtype : dtype, optional

    Notes
    -----
    Both start uniform in +-1/sqrt(C / groups * places of the kernel).
    """

    dims = 2

    def convolve(self, input, padding):
        """Convolve input with a border of zeros."""
        return conv2d(
            input,
            self.weight,
            self.bias,
            self.stride,
            padding,
            self.dilation,
            self.groups,
        )
