"""Convolution of any number of dimensions: kernels times columns."""

from ...engine.columns import multiply
from .geometry import convolution_windows


def convolution(input, weight, bias, stride, padding, dilation, groups):
    """Multiply every window of input by weight, summing over channels and places."""
    windows = convolution_windows(
        input, weight, bias, stride, padding, dilation, groups
    )
    dims = weight.ndim - 2
    images = input.reshape(-1, *input.shape[-dims - 1 :])
    kernels = weight.reshape(groups, len(weight) // groups, -1)
    # a column holds a window of all channels of a group: output = kernels @ columns
    output = multiply(kernels, images, windows)
    if bias is not None:
        output = output + bias.reshape(-1, *[1] * dims)
    shape = output.shape
    return output.reshape(*input.shape[: -dims - 1], *shape[1:])
