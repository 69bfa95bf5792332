"""Convolution of any number of dimensions: kernels times columns."""

from ...engine.autograd import needs_input_grad
from ...engine.columns import correlate, multiply, spread
from ...engine.sums import total
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

    def backward(doutput):
        doutput = doutput.reshape(shape)
        # output = kernels @ columns + bias, the same bias for every window
        dbias = total(doutput.swapaxes(0, 1).reshape(len(weight), -1), (1,))
        # so dkernels = doutput @ columns.T, summed over the images
        dkernels = correlate(doutput, images, groups, windows)
        # and dcolumns = kernels.T @ doutput; an element that lies in several windows
        # gets the sum of what they send back
        dimages = spread(kernels, doutput, windows) if needs_input_grad(0) else input
        dinput, dweight = dimages.reshape(input.shape), dkernels.reshape(weight.shape)
        return dinput, dweight, dbias, None, None, None, None

    return output.reshape(*input.shape[: -dims - 1], *shape[1:]), backward
