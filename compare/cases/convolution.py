"""Cases of the convolutions and their modules."""

import numpy as np
import torch

from .case import FunctionCase, ModuleCase, always
from .strategies import SPECIALS

# An infinite weight times the zeros of the border is NaN: so in torch's float64, not in
# its float32, which leaves the border out. Beside a border weights are finite.
FINITE = (0.0, -0.0, 1e4, -1e4, 1e-40, -1e-40)
SPELLED = ("conv1d", "conv2d", "conv3d")


def options(draw, dims):
    """Draw stride, padding and dilation: one number, or one for each dimension."""

    def some(low, high):
        several = tuple(draw.integer(low, high) for _ in range(dims))
        return several if draw.boolean() else several[0]

    stride, padding, dilation = some(1, 3), some(0, 2), some(1, 2)
    kind = draw.integer(0, 5)
    if kind == 4:
        stride, padding = 1, "same"
    if kind == 5:
        padding = "valid"
    return {"stride": stride, "padding": padding, "dilation": dilation}


def channels(draw):
    """Draw the groups, and the channels of input and output of each."""
    return draw.choice(((1, 2, 3), (1, 1, 2), (2, 1, 1), (2, 2, 1), (3, 1, 2)))


def reach(kernel, dilation):
    """Return how far the window of a kernel reaches in each dimension."""
    if isinstance(dilation, int):
        dilation = (dilation,) * len(kernel)
    return [d * (k - 1) + 1 for k, d in zip(kernel, dilation)]


def conv_arguments(dims):
    """Return what draws images that the window fits into, kernels and options."""

    def arguments(draw):
        groups, own, out = channels(draw)
        kernel = [draw.size(1, 3) for _ in range(dims)]
        given = options(draw, dims)
        most = 2 if dims == 3 else 4
        size = [n + draw.integer(0, most) for n in reach(kernel, given["dilation"])]
        outer = draw.choice(((draw.size(),), (draw.size(),), (), (0,)))
        bias = None if draw.integer(0, 3) == 3 else draw.array(groups * out)
        bordered = given["padding"] not in ("valid", 0, (0,) * dims)
        specials = FINITE if bordered else SPECIALS
        return {
            "input": draw.array(*outer, groups * own, *size),
            "weight": draw.array(groups * out, own, *kernel, specials=specials),
            "bias": bias,
            **given,
            "groups": groups,
        }

    return arguments


def module_options(dims):
    """Return what draws the constructor's options."""

    def arguments(draw):
        groups, own, out = channels(draw)
        kernel = tuple(draw.size(1, 3) for _ in range(dims))
        return {
            "in_channels": groups * own,
            "out_channels": groups * out,
            "kernel_size": kernel if draw.boolean() else kernel[0],
            **options(draw, dims),
            "groups": groups,
            "bias": draw.integer(0, 3) != 3,
            "padding_mode": draw.choice(
                ("zeros", "zeros", "reflect", "replicate", "circular")
            ),
        }

    return arguments


def module_inputs(dims):
    """Return what draws images large enough for every border."""

    def inputs(draw, options):
        kernel = options["kernel_size"]
        kernel = (kernel,) * dims if isinstance(kernel, int) else kernel
        most = 1 if dims == 3 else 3
        size = [
            max(n, 3) + draw.integer(0, most)
            for n in reach(kernel, options["dilation"])
        ]
        outer = draw.choice(((draw.size(),), ()))
        return (draw.array(*outer, options["in_channels"], *size),)

    return inputs


def ones(*shape, dtype=np.float32):
    """Make an array for a call that is refused."""
    return np.ones(shape, dtype)


def refusal(dims, input=None, weight=None, **given):
    """Make arguments that are refused for what is given."""

    def make():
        return {
            "input": ones(2, 4, *[5] * dims) if input is None else input,
            "weight": ones(6, 4, *[3] * dims) if weight is None else weight,
            **given,
        }

    return make


def refused(dims):
    """Return the calls of a convolution that torch refuses, too."""
    size, kernel = [5] * dims, [3] * dims
    return {
        "no image": refusal(dims, ones(*size)),
        "a dimension too many": refusal(dims, ones(1, 2, 4, *size)),
        "weight of other dimensions": refusal(dims, weight=ones(6, 4, *kernel, 1)),
        "other channels": refusal(dims, weight=ones(6, 3, *kernel)),
        "channels not divided": refusal(dims, groups=4),
        "groups that do not divide the input": refusal(dims, groups=3),
        "no groups": refusal(dims, groups=0),
        "bias too long": refusal(dims, bias=ones(7)),
        "bias with two dimensions": refusal(dims, bias=ones(6, 1)),
        "weight in float64": refusal(
            dims, weight=ones(6, 4, *kernel, dtype=np.float64)
        ),
        "bias in float64": refusal(dims, bias=ones(6, dtype=np.float64)),
        "bools": refusal(
            dims, ones(2, 4, *size, dtype=bool), ones(6, 4, *kernel, dtype=bool)
        ),
        "stride 0": refusal(dims, stride=0),
        "stride below 0": refusal(dims, stride=-1),
        "a fractional stride": refusal(dims, stride=1.5),
        "a stride that is a bool": refusal(dims, stride=True),
        "too many strides": refusal(dims, stride=(1,) * (dims + 1)),
        "dilation 0": refusal(dims, dilation=0),
        "padding below 0": refusal(dims, padding=-1),
        "padding full": refusal(dims, padding="full"),
        "same padding with a stride": refusal(dims, padding="same", stride=2),
        "kernel too large": refusal(dims, weight=ones(6, 4, *[6] * dims)),
        "kernel too far apart": refusal(dims, dilation=3),
        "an empty kernel": refusal(dims, weight=ones(6, 4, *[0] * dims)),
        "no kernels": refusal(dims, weight=ones(0, 4, *kernel)),
        "an empty image": refusal(dims, ones(2, 4, *[0] * dims), padding=2),
    }


def whole_numbers(dims):
    """Return calls with integers, which torch multiplies."""
    image = ones(2, 4, *[5] * dims, dtype=np.int64)
    return {
        "integers": refusal(dims, image, ones(6, 4, *[3] * dims, dtype=np.int64)),
        "no channels": refusal(dims, ones(2, 0, *[5] * dims), ones(6, 0, *[3] * dims)),
    }


def functional(name):
    """Return what gives the call that a module stands for."""

    def call(module, input):
        return name, {
            "input": input,
            "weight": module.weight,
            "bias": module.bias,
            "stride": module.stride,
            "padding": module.padding,
            "dilation": module.dilation,
            "groups": module.groups,
        }

    return call


MODULE_REFUSED = {
    "groups that do not divide the input": lambda: {**BUILT, "groups": 3},
    "groups that do not divide the output": lambda: {**BUILT, "groups": 4},
    "no groups": lambda: {**BUILT, "groups": 0},
    "padding sme": lambda: {**BUILT, "padding": "sme"},
    "same padding with a stride": lambda: {**BUILT, "padding": "same", "stride": 2},
    "padding_mode zero": lambda: {**BUILT, "padding_mode": "zero"},
    "channels below 0": lambda: {**BUILT, "in_channels": -4},
    "a fractional kernel": lambda: {**BUILT, "kernel_size": 2.0},
    "a kernel below 0": lambda: {**BUILT, "kernel_size": -2},
}
MODULE_STRICTER = {
    "stride 0": lambda: {**BUILT, "stride": 0},
    "an empty kernel": lambda: {**BUILT, "kernel_size": 0},
    "padding below 0": lambda: {**BUILT, "padding": -1},
}
BUILT = {"in_channels": 4, "out_channels": 6, "kernel_size": 3}

CASES = []
for number, function in enumerate(SPELLED, 1):
    module = function.replace("conv", "Conv")
    CASES += [
        FunctionCase(
            name=function,
            arguments=conv_arguments(number),
            gradients=("input", "weight", "bias"),
            reference=getattr(torch.nn.functional, function),
            exact=always,
            analytic=always,
            weight=1.0 if number < 3 else 0.5,
            refused=refused(number),
            stricter=whole_numbers(number),
        ),
        ModuleCase(
            name=module,
            arguments=module_options(number),
            inputs=module_inputs(number),
            reference=getattr(torch.nn, module),
            weight=0.4 if number < 3 else 0.2,
            refused=MODULE_REFUSED,
            stricter=MODULE_STRICTER,
        ),
    ]
