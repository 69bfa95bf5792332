"""The transposed convolution: the gradient of a convolution as a layer."""

from ...engine.autograd import differentiable
from ...engine.columns import correlate, multiply, spread
from ...engine.sums import total
from ...engine.windows import numbers
from .geometry import transposed_windows
from .module import Convolution


def conv_transpose(
    input, weight, bias, stride, padding, output_padding, groups, dilation
):
    """Add the kernel, times each element of input, to the element's window."""
    windows = transposed_windows(
        input, weight, bias, stride, padding, output_padding, groups, dilation
    )
    dims = weight.ndim - 2
    images = input.reshape(-1, *input.shape[-dims - 1 :])
    kernels = weight.reshape(groups, len(weight) // groups, -1)
    # the gradient of a convolution with respect to its input: every element of images
    # adds its multiple of the kernel to a window of the output
    output = spread(kernels, images, windows)
    if bias is not None:
        output = output + bias.reshape(-1, *[1] * dims)
    shape = output.shape

    def backward(doutput):
        doutput = doutput.reshape(shape)
        dbias = total(doutput.swapaxes(0, 1).reshape(shape[1], -1), (1,))
        # output = fold(kernels.T @ images), the convolution's gradient; so the gradient
        # of this is the convolution, and in dkernels the two change places
        dkernels = correlate(images, doutput, groups, windows)
        dimages = multiply(kernels, doutput, windows)
        dinput, dweight = dimages.reshape(input.shape), dkernels.reshape(weight.shape)
        return dinput, dweight, dbias, None, None, None, None, None

    return output.reshape(*input.shape[: -dims - 1], *shape[1:]), backward


@differentiable(
    "input",
    "weight",
    "bias",
    stride=tuple,
    padding=tuple,
    output_padding=tuple,
    dilation=tuple,
)
def conv_transpose1d(
    input,
    weight,
    bias=None,
    stride=1,
    padding=0,
    output_padding=0,
    groups=1,
    dilation=1,
):
    """Add the kernel, times each element of input, to the element's window.

    Parameters
    ----------
    input : (N, C, L) or (C, L) float
    weight : (C, O / groups, K) float
    bias : (O,) float, optional
    stride, dilation : int or (int,)
        Steps between windows, and between the elements of one.
    padding : int or (int,)
        How much is cut off on both sides.
    output_padding : int or (int,)
        How much longer the output is at its end: with a stride several sizes of it
        give the same size of input.
    groups : int
        Each has its own channels of input and of output.

    Raises
    ------
    ValueError
        If sizes or dtypes do not match, or nothing is left.

    References
    ----------
    Dumoulin and Visin, A Guide to Convolution Arithmetic for Deep Learning,
    2016, ch. 4.
    """
    return conv_transpose(
        input, weight, bias, stride, padding, output_padding, groups, dilation
    )


@differentiable(
    "input",
    "weight",
    "bias",
    stride=tuple,
    padding=tuple,
    output_padding=tuple,
    dilation=tuple,
)
def conv_transpose2d(
    input,
    weight,
    bias=None,
    stride=1,
    padding=0,
    output_padding=0,
    groups=1,
    dilation=1,
):
    """Add the kernel, times each element of input, to the element's window.

    Parameters
    ----------
    input : (N, C, H, W) or (C, H, W) float
    weight : (C, O / groups, kernel height, kernel width) float
    bias : (O,) float, optional
    stride, dilation : int or (int, int)
        Steps between windows, and between the elements of one.
    padding : int or (int, int)
        How much is cut off on both sides.
    output_padding : int or (int, int)
        How much longer the output is at its end: with a stride several sizes of it
        give the same size of input.
    groups : int
        Each has its own channels of input and of output.

    Raises
    ------
    ValueError
        If sizes or dtypes do not match, or nothing is left.

    References
    ----------
    Dumoulin and Visin, A Guide to Convolution Arithmetic for Deep Learning,
    2016, ch. 4.
    """
    return conv_transpose(
        input, weight, bias, stride, padding, output_padding, groups, dilation
    )


class ConvolutionTransposed(Convolution):
    """A transposed convolution of `dims` dimensions with its weight and bias."""

    modes = ("zeros",)

    def __init__(
        self,
        in_channels,
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
        if isinstance(padding, str):
            raise TypeError(f"padding must be integers, got {padding!r}")
        super().__init__(
            in_channels,
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
        self.output_padding = numbers("output_padding", output_padding, self.dims)

    def weight_shape(self):
        """Return the shape of the weight."""
        return self.in_channels, self.out_channels // self.groups, *self.kernel_size

    def forward(self, input, output_size=None):
        """Map input to images, of output_size if it is given."""
        extra = self.output_padding
        if output_size is not None:
            sizes = tuple(output_size)[-self.dims :]
            least = [
                (n - 1) * s - 2 * p + d * (k - 1) + 1
                for n, s, p, d, k in zip(
                    input.shape[-self.dims :],
                    self.stride,
                    self.padding,
                    self.dilation,
                    self.kernel_size,
                )
            ]
            extra = tuple(n - m for n, m in zip(sizes, least))
            if len(sizes) < self.dims or not all(
                0 <= e < s for e, s in zip(extra, self.stride)
            ):
                raise ValueError(
                    f"output_size must be {least} or less than a stride of "
                    f"{self.stride} more, got {output_size}"
                )
        return self.convolve(input, extra)

    def extra_repr(self):
        """Return the options that are not the default."""
        ones, zeros = (1,) * self.dims, (0,) * self.dims
        text = f"{self.in_channels}, {self.out_channels}"
        text += f", kernel_size={self.kernel_size}, stride={self.stride}"
        text += f", padding={self.padding}" * (self.padding != zeros)
        text += f", dilation={self.dilation}" * (self.dilation != ones)
        text += f", output_padding={self.output_padding}" * (
            self.output_padding != zeros
        )
        text += f", groups={self.groups}" * (self.groups != 1)
        return text + ", bias=False" * (self.bias is None)


class ConvTranspose1d(ConvolutionTransposed):
    """`conv_transpose1d` with its weight and bias.

    Parameters
    ----------
    in_channels, out_channels : int
    kernel_size, stride, padding, output_padding, dilation : int or (int,)
    groups : int
        Divides both numbers of channels.
    bias : bool
        Whether to add a bias.
    padding_mode : "zeros"
    device : device, default: the CPU
    dtype : dtype, optional

    Notes
    -----
    Both start uniform in +-1/sqrt(O / groups * places of the kernel).
    """

    dims = 1

    def convolve(self, input, output_padding):
        """Add the kernels to the windows."""
        return conv_transpose1d(
            input,
            self.weight,
            self.bias,
            self.stride,
            self.padding,
            output_padding,
            self.groups,
            self.dilation,
        )


class ConvTranspose2d(ConvolutionTransposed):
    """`conv_transpose2d` with its weight and bias.

    Parameters
    ----------
    in_channels, out_channels : int
    kernel_size, stride, padding, output_padding, dilation : int or (int, int)
    groups : int
        Divides both numbers of channels.
    bias : bool
        Whether to add a bias.
    padding_mode : "zeros"
    device : device, default: the CPU
    dtype : dtype, optional

    Notes
    -----
    Both start uniform in +-1/sqrt(O / groups * places of the kernel).
    """

    dims = 2

    def convolve(self, input, output_padding):
        """Add the kernels to the windows."""
        return conv_transpose2d(
            input,
            self.weight,
            self.bias,
            self.stride,
            self.padding,
            output_padding,
            self.groups,
            self.dilation,
        )
