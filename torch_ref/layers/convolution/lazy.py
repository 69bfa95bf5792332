"""Convolutions whose channels are those of their first input."""

from ...engine.creation import empty
from .conv1d import Conv1d
from .conv2d import Conv2d
from .conv3d import Conv3d
from .conv_transpose import ConvTranspose1d, ConvTranspose2d
from .geometry import check_images
from .module import check_channels


class LazyChannels:
    """What a convolution does until its first input, and becomes `plain` by it."""

    def reset_parameters(self):
        """Draw the weight, then the bias, once the channels are known."""
        if self.in_channels > 0:
            super().reset_parameters()

    def forward(self, input, *args, **kwargs):
        """Draw the parameters for the channels of input, then convolve it."""
        check_images(input, self.dims)
        channels = input.shape[-self.dims - 1]
        check_channels(channels, self.out_channels, self.groups)
        self.in_channels = channels
        self.weight.data = empty(self.weight_shape(), dtype=self.weight.dtype)
        self.reset_parameters()
        self.__class__ = self.plain
        return self.forward(input, *args, **kwargs)


class LazyConvolution(LazyChannels):
    """The constructor of a convolution without in_channels."""

    def __init__(
        self,
        out_channels,
        kernel_size,
        stride=1,
        padding=0,
        dilation=1,
        groups=1,
        bias=True,
        padding_mode="zeros",
        device=None,
        dtype=None,
    ):
        super().__init__(
            0,
            out_channels,
            kernel_size,
            stride,
            padding,
            dilation,
            groups,
            bias,
            padding_mode,
            device,
            dtype,
        )


class LazyConvolutionTransposed(LazyChannels):
    """The constructor of a transposed convolution without in_channels."""

    def __init__(
        self,
        out_channels,
        kernel_size,
        stride=1,
        padding=0,
        output_padding=0,
        groups=1,
        bias=True,
        dilation=1,
        padding_mode="zeros",
        device=None,
        dtype=None,
    ):
        super().__init__(
            0,
            out_channels,
            kernel_size,
            stride,
            padding,
            output_padding,
            groups,
            bias,
            dilation,
            padding_mode,
            device,
            dtype,
        )


class LazyConv1d(LazyConvolution, Conv1d):
    """A `Conv1d` that takes in_channels from its first input, and is one from then on.

    Parameters
    ----------
    out_channels : int
    kernel_size, stride, padding, dilation, groups, bias, padding_mode, device, dtype
        As in `Conv1d`.
    """

    plain = Conv1d


class LazyConv2d(LazyConvolution, Conv2d):
    """A `Conv2d` that takes in_channels from its first input, and is one from then on.

    Parameters
    ----------
    out_channels : int
    kernel_size, stride, padding, dilation, groups, bias, padding_mode, device, dtype
        As in `Conv2d`.
    """

    plain = Conv2d


class LazyConv3d(LazyConvolution, Conv3d):
    """A `Conv3d` that takes in_channels from its first input, and is one from then on.

    Parameters
    ----------
    out_channels : int
    kernel_size, stride, padding, dilation, groups, bias, padding_mode, device, dtype
        As in `Conv3d`.
    """

    plain = Conv3d


class LazyConvTranspose1d(LazyConvolutionTransposed, ConvTranspose1d):
    """A `ConvTranspose1d` that takes in_channels from its first input.

    Parameters
    ----------
    out_channels : int
    kernel_size, stride, padding, output_padding, groups, bias, dilation,
    padding_mode, device, dtype
        As in `ConvTranspose1d`.
    """

    plain = ConvTranspose1d


class LazyConvTranspose2d(LazyConvolutionTransposed, ConvTranspose2d):
    """A `ConvTranspose2d` that takes in_channels from its first input.

    Parameters
    ----------
    out_channels : int
    kernel_size, stride, padding, output_padding, groups, bias, dilation,
    padding_mode, device, dtype
        As in `ConvTranspose2d`.
    """

    plain = ConvTranspose2d
