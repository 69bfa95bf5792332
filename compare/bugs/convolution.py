"""Bugs of convolution and of max pooling."""

import numpy as np
import torch

from .bug import Bug
from .operation import Operation

TOPIC = "convolution"


def conv2d(input, weight, bias, stride, padding, groups):
    """Convolve images, place by place of the kernel and group by group."""
    (n, c, h, w), (o, per, kh, kw) = input.shape, weight.shape
    padded = np.zeros_like(input, shape=(n, c, h + 2 * padding, w + 2 * padding))
    padded[:, :, padding : padding + h, padding : padding + w] = input
    rows = (h + 2 * padding - kh) // stride + 1
    columns = (w + 2 * padding - kw) // stride + 1
    output = np.zeros_like(input, shape=(n, o, rows, columns))
    parts = []
    for g, i, j in np.ndindex(groups, kh, kw):
        outside = slice(g * o // groups, (g + 1) * o // groups)
        inside = slice(g * per, (g + 1) * per)
        down, across = slice(i, i + stride * rows, stride), j + stride * columns
        parts.append((outside, inside, i, j, down, slice(j, across, stride)))
    for outside, inside, i, j, down, across in parts:
        seen = padded[:, inside, down, across]
        kernel = weight[outside, :, i, j]
        output[:, outside] += np.einsum("nchw,oc->nohw", seen, kernel)
    output += bias[:, None, None]

    def backward(doutput):
        dpadded, dweight = np.zeros_like(padded), np.zeros_like(weight)
        for outside, inside, i, j, down, across in parts:
            part, kernel = doutput[:, outside], weight[outside, :, i, j]
            share = np.einsum("nohw,oc->nchw", part, kernel)
            dpadded[:, inside, down, across] += share
            seen = padded[:, inside, down, across]
            dweight[outside, :, i, j] = np.einsum("nohw,nchw->oc", part, seen)
        dinput = dpadded[:, :, padding : padding + h, padding : padding + w]
        dbias = doutput.sum((0, 2, 3))
        return dinput, dweight, dbias

    return output, backward


def draw_images(rng, stride=1, padding=1, groups=1, kernel=3):
    """Draw images of 4 channels and 6 kernels."""
    n, h, w = (int(s) for s in rng.permutation(np.arange(5, 9))[:3])
    return {
        "input": rng.standard_normal((n, 4, h, w)),
        "weight": rng.standard_normal((6, 4 // groups, kernel, kernel)),
        "bias": rng.standard_normal(6),
        "stride": stride,
        "padding": padding,
        "groups": groups,
    }


def torch_conv2d(input, weight, bias, stride, padding, groups):
    """Convolve with torch."""
    return torch.nn.functional.conv2d(input, weight, bias, stride, padding, 1, groups)


def max_pool2d(input, kernel_size, stride):
    """Take the largest element of each window."""
    rows = (input.shape[-2] - kernel_size) // stride + 1
    columns = (input.shape[-1] - kernel_size) // stride + 1
    views = [
        (
            ...,
            slice(i, i + stride * rows, stride),
            slice(j, j + stride * columns, stride),
        )
        for i, j in np.ndindex(kernel_size, kernel_size)
    ]
    windows = np.stack([input[view] for view in views])
    output = windows.max(0)
    taken = windows.argmax(0)

    def backward(doutput):
        dinput = np.zeros_like(input)
        for place, view in enumerate(views):
            dinput[view] += np.where(taken == place, doutput, 0)
        return dinput, None, None

    return output, backward


def draw_maps(rng, ties=True, stride=2):
    """Draw maps with few different numbers, so that some windows have ties."""
    n, h, w = (int(s) for s in rng.permutation(np.arange(5, 9))[:3])
    input = rng.standard_normal((n, 2, h, w))
    if ties:
        input = np.maximum(np.round(input), 0)
    return {"input": input, "kernel_size": 3, "stride": stride}


CONV2D = Operation(
    name="conv2d",
    topic=TOPIC,
    function=conv2d,
    draw=draw_images,
    reference=torch_conv2d,
    gradients=("input", "weight", "bias"),
)
MAX_POOL2D = Operation(
    name="max_pool2d",
    topic=TOPIC,
    function=max_pool2d,
    draw=draw_maps,
    reference=torch.nn.functional.max_pool2d,
)
ADDED = "dpadded[:, inside, down, across] += share"

BUGS = [
    Bug(
        name="conv-overwritten",
        title="overlapping windows overwrite one another in conv backward",
        operation=CONV2D,
        right=ADDED,
        wrong="dpadded[:, inside, down, across] = share",
        diagnosis="overlapping windows overwrite instead of adding",
        hidden_by={"kernel": 2, "stride": 2, "padding": 0},
        hidden_when="windows do not overlap: stride = kernel",
        signature="each pixel keeps what the last place of the kernel sent",
    ),
    Bug(
        name="conv-stride-ignored",
        title="stride ignored in conv backward",
        operation=CONV2D,
        right=ADDED,
        wrong=(
            "down, across = slice(i, i + rows), slice(j, j + columns)\n"
            "dpadded[:, inside, down, across] += share\n"
            "down, across = (slice(s, s + stride * k, stride) "
            "for s, k in ((i, rows), (j, columns)))"
        ),
        diagnosis="stride ignored on the way back",
        drawn_with={"stride": 2},
        hidden_by={"stride": 1},
        hidden_when="stride = 1",
        signature="the gradient is gathered in the first rows and columns",
    ),
    Bug(
        name="conv-not-flipped",
        title="conv backward slides the kernel the wrong way round",
        operation=CONV2D,
        right='share = np.einsum("nohw,oc->nchw", part, kernel)',
        wrong=(
            "kernel = weight[outside, :, kh - 1 - i, kw - 1 - j]\n"
            'share = np.einsum("nohw,oc->nchw", part, kernel)'
        ),
        diagnosis="kernel not turned around on the way back",
        hidden_by={"kernel": 1, "padding": 0},
        hidden_when="the kernel has one place, or is symmetric",
        signature="dinput is that of the kernel turned by 180 degrees",
    ),
    Bug(
        name="conv-not-cropped",
        title="conv backward cuts the border off at the wrong end",
        operation=CONV2D,
        right="dinput = dpadded[:, :, padding : padding + h, padding : padding + w]",
        wrong="dinput = dpadded[:, :, :h, :w]",
        diagnosis="border not cut off before the image",
        hidden_by={"padding": 0},
        hidden_when="padding = 0",
        signature="dinput is shifted by the padding",
    ),
    Bug(
        name="conv-bias-axes",
        title="conv bias gradient summed over the wrong axes",
        operation=CONV2D,
        right="dbias = doutput.sum((0, 2, 3))",
        wrong="dbias = doutput.sum((1, 2, 3))",
        diagnosis="bias gradient summed over the wrong axes",
        signature="one number for each image, not for each channel",
    ),
    Bug(
        name="conv-groups-mixed",
        title="grouped conv reads the channels of other groups",
        operation=CONV2D,
        right="inside = slice(g * per, (g + 1) * per)",
        wrong="inside = slice(g, None, groups)",
        diagnosis="channels of the groups mixed",
        drawn_with={"groups": 2},
        hidden_by={"groups": 1},
        hidden_when="there is one group, or one channel in each",
        signature="as if the channels of the input were interleaved",
    ),
    Bug(
        name="max-pool-ties",
        title="every tie of a max pooling window gets the gradient",
        operation=MAX_POOL2D,
        right="dinput[view] += np.where(taken == place, doutput, 0)",
        wrong="dinput[view] += np.where(windows[place] == output, doutput, 0)",
        diagnosis="every tie of a window gets the whole gradient",
        hidden_by={"ties": False},
        hidden_when="no window has a tie; after a ReLU many have",
        signature="the gradient adds up to more than was sent back",
    ),
    Bug(
        name="max-pool-overwritten",
        title="overlapping windows overwrite one another in max pooling",
        operation=MAX_POOL2D,
        right="dinput[view] += np.where(taken == place, doutput, 0)",
        wrong="dinput[view] = np.where(taken == place, doutput, 0)",
        diagnosis="overlapping windows overwrite instead of adding",
        hidden_by={"stride": 3},
        hidden_when="windows do not overlap: stride = kernel",
        signature="elements of two windows keep what the last one sent, or nothing",
    ),
]
