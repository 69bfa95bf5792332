"""Mistakes of convolution and of pooling."""

import numpy as np

import scratch
from scratch.engine.windows import Windows, numbers


def conv2d(context, arguments, doutput):
    """Know how the windows of a convolution send their gradients back."""
    input, weight = arguments["input"], arguments["weight"]
    padding = arguments.get("padding", 0)
    if doutput is None or doutput.ndim != 4 or isinstance(padding, str):
        return
    given = {"stride": 1, "padding": 0, "dilation": 1} | arguments
    stride, (down, across), dilation = (
        numbers(name, given[name], 2) for name in ("stride", "padding", "dilation")
    )
    groups = arguments.get("groups", 1)
    windows = Windows(
        input.shape[2:],
        weight.shape[2:],
        stride,
        [(down, down), (across, across)],
        dilation,
    )
    context.mistake(
        "bias gradient summed over the wrong axes", dbias=doutput.sum((1, 2, 3))
    )
    context.mistake("bias gradient summed over the wrong axes", dbias=doutput.sum(0))
    added = "overlapping windows overwrite instead of adding"
    columns = sent_back(weight, doutput, groups)
    context.mistake(added, dinput=windows.crop(last(columns, windows)))
    turned = sent_back(weight[:, :, ::-1, ::-1], doutput, groups)
    context.mistake(
        "kernel not turned around on the way back",
        dinput=windows.crop(summed(turned, windows)),
    )
    whole = summed(columns, windows)
    context.mistake(
        "border not cut off before the image",
        dinput=whole[:, :, : input.shape[2], : input.shape[3]],
    )
    context.mistake("border not cut off before the image", dinput=whole)
    if max(stride) > 1:
        close = Windows(
            windows.padded,
            windows.kernel,
            (1, 1),
            [(0, 0)] * 2,
            dilation,
            doutput.shape[2:],
        )
        context.mistake(
            "stride ignored on the way back",
            dinput=windows.crop(summed(columns, close)),
        )
    if groups > 1:
        order = np.concatenate(
            [np.arange(g, input.shape[1], groups) for g in range(groups)]
        )
        mixed, gone = {**arguments, "input": input[:, order]}, np.zeros_like(input)
        output, gone[:, order], dweight = followed(mixed, doutput)
        name = "channels of the groups mixed"
        context.mistake(name, output=output, dinput=gone, dweight=dweight)


def sent_back(weight, doutput, groups):
    """Return what each place of the kernel sends: (places, N, C, *windows)."""
    n, out, *output = doutput.shape
    kernels = weight.reshape(groups, out // groups, -1)
    columns = kernels.swapaxes(1, 2) @ doutput.reshape(n, groups, out // groups, -1)
    columns = columns.reshape(n, -1, np.prod(weight.shape[2:]), *output)
    return np.moveaxis(columns, 2, 0)


def summed(columns, windows):
    """Add what every place sends to what it saw of the padded images."""
    padded = np.zeros((*columns.shape[1:3], *windows.padded))
    for view, column in zip(windows.views(padded), columns):
        view += column
    return padded


def last(columns, windows):
    """Keep of every element what the last place sends."""
    padded = np.zeros((*columns.shape[1:3], *windows.padded))
    for view, column in zip(windows.views(padded), columns):
        view[...] = column
    return padded


def followed(arguments, doutput):
    """Return output, dinput and dweight of a right convolution."""
    given = {
        name: scratch.tensor(value) if isinstance(value, np.ndarray) else value
        for name, value in arguments.items()
    }
    given["input"].requires_grad_()
    given["weight"].requires_grad_()
    output = scratch.conv2d(**given)
    output.backward(scratch.tensor(doutput))
    return output.array, given["input"].grad.array, given["weight"].grad.array


def max_pool2d(context, arguments, doutput):
    """Know what ties and overlaps of pooling windows do."""
    input, kernel = arguments["input"], arguments["kernel_size"]
    if doutput is None or arguments.get("padding", 0) or arguments.get("ceil_mode"):
        return
    kernel = numbers("kernel_size", kernel, 2)
    stride = numbers("stride", arguments.get("stride") or kernel, 2)
    dilation = numbers("dilation", arguments.get("dilation", 1), 2)
    windows = Windows(input.shape[-2:], kernel, stride, [(0, 0)] * 2, dilation)
    views = np.stack(windows.views(input))
    taken = views.argmax(0)
    every, kept = np.zeros_like(input), np.zeros_like(input)
    for place, (view, all_) in enumerate(
        zip(windows.views(kept), windows.views(every))
    ):
        view[...] = np.where(taken == place, doutput, 0)
        all_ += np.where(views[place] == views.max(0), doutput, 0)
    context.mistake("every tie of a window gets the whole gradient", dinput=every)
    context.mistake("overlapping windows overwrite instead of adding", dinput=kept)
    context.places["a window has a tie there"] = every != kept


KNOWLEDGE = {"conv2d": conv2d, "max_pool2d": max_pool2d}
