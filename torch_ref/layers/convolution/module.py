"""A convolution's parameters, and what is common to modules of any dimension."""

from math import prod, sqrt

from ...engine import init
from ...engine.autograd import Parameter
from ...engine.checks import check_choice, check_not_negative
from ...engine.creation import empty
from ...engine.functions import pad
from ...engine.module import Module
from ...engine.windows import numbers, positive
from .geometry import borders, check_images


class Convolution(Module):
    """A convolution of `dims` dimensions with its weight and bias."""

    modes = ("zeros", "reflect", "replicate", "circular")

    def __init__(
        self,
        in_channels,
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
        super().__init__()
        check_channels(in_channels, out_channels, groups)
        check_choice("padding_mode", padding_mode, self.modes)
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size = positive("kernel_size", kernel_size, self.dims)
        self.stride = positive("stride", stride, self.dims)
        self.dilation = positive("dilation", dilation, self.dims)
        self.borders = borders(padding, self.kernel_size, self.stride, self.dilation)
        text = isinstance(padding, str)
        self.padding = padding if text else numbers("padding", padding, self.dims)
        self.groups, self.padding_mode = groups, padding_mode
        place = {"device": device, "dtype": dtype}
        self.weight = Parameter(empty(self.weight_shape(), **place))
        self.register_parameter(
            "bias", Parameter(empty(out_channels, **place)) if bias else None
        )
        self.reset_parameters()

    def weight_shape(self):
        """Return the shape of the weight."""
        return self.out_channels, self.in_channels // self.groups, *self.kernel_size

    def reset_parameters(self):
        """Draw the weight, then the bias."""
        init.kaiming_uniform_(self.weight, a=sqrt(5))
        fan_in = prod(self.weight.shape[1:])
        if self.bias is not None and fan_in > 0:
            init.uniform_(self.bias, -1 / sqrt(fan_in), 1 / sqrt(fan_in))

    def forward(self, input):
        """Convolve input."""
        if self.padding_mode == "zeros":
            return self.convolve(input, self.padding)
        check_images(input, self.dims)
        border = [n for pair in reversed(self.borders) for n in pair]
        return self.convolve(pad(input, border, self.padding_mode), 0)

    def extra_repr(self):
        """Return the options that are not the default."""
        ones, zeros = (1,) * self.dims, (0,) * self.dims
        text = f"{self.in_channels}, {self.out_channels}"
        text += f", kernel_size={self.kernel_size}, stride={self.stride}"
        text += f", padding={self.padding}" * (self.padding != zeros)
        text += f", dilation={self.dilation}" * (self.dilation != ones)
        text += f", groups={self.groups}" * (self.groups != 1)
        text += ", bias=False" * (self.bias is None)
        return text + f", padding_mode={self.padding_mode}" * (
            self.padding_mode != "zeros"
        )


def check_channels(in_channels, out_channels, groups):
    """Refuse numbers of channels that groups do not divide."""
    for name, value in (("in_channels", in_channels), ("out_channels", out_channels)):
        numbers(name, value, 1)
        check_not_negative(name, value)
    numbers("groups", groups, 1)
    if groups < 1:
        raise ValueError(f"groups must be positive, got {groups}")
    if in_channels % groups or out_channels % groups:
        raise ValueError(
            f"groups must divide {in_channels} and {out_channels} channels, "
            f"got {groups}"
        )
