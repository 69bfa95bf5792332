"""Cases of transposed convolutions, and of columns of windows."""

import numpy as np
import torch

from .case import FunctionCase, ModuleCase, always
from .convolution import BUILT, MODULE_REFUSED, MODULE_STRICTER, channels, ones

F = torch.nn.functional


def transposed_options(draw, kernel, size):
    """Draw options that leave something of the output."""
    dims = len(kernel)
    several = draw.boolean()
    count = dims if several else 1
    stride = [draw.integer(1, 3) for _ in range(count)] * (dims // count)
    dilation = [draw.integer(1, 2) for _ in range(count)] * (dims // count)
    whole = [
        (n - 1) * s + d * (k - 1) + 1
        for n, s, d, k in zip(size, stride, dilation, kernel)
    ]
    most = [min(2, (n - 1) // 2) for n in whole]
    padding = [draw.integer(0, n) for n in most]
    extra = [draw.integer(0, max(s, d) - 1) for s, d in zip(stride, dilation)]
    if not several:
        padding, extra = [min(padding)] * dims, [min(extra)] * dims
    given = {
        "stride": tuple(stride),
        "padding": tuple(padding),
        "output_padding": tuple(extra),
        "dilation": tuple(dilation),
    }
    if not several:
        given = {name: value[0] for name, value in given.items()}
    return given


def transposed_arguments(dims):
    """Return what draws images, kernels and options."""

    def arguments(draw):
        groups, own, out = channels(draw)
        kernel = [draw.size(1, 3) for _ in range(dims)]
        size = [draw.size(1, 4) for _ in range(dims)]
        outer = draw.choice(((draw.size(),), (draw.size(),), (), (0,)))
        bias = None if draw.integer(0, 3) == 3 else draw.array(groups * out)
        return {
            "input": draw.array(*outer, groups * own, *size, specials=FINITE),
            "weight": draw.array(groups * own, out, *kernel, specials=FINITE),
            "bias": bias,
            **transposed_options(draw, kernel, size),
            "groups": groups,
        }

    return arguments


# With a stride torch's float32 also multiplies by the zeros between the elements: an
# infinity there is NaN in some of its ways and none in others.
FINITE = (0.0, -0.0, 1e4, -1e4, 1e-40, -1e-40)


def module_options(dims):
    """Return what draws the constructor's options."""

    def arguments(draw):
        groups, own, out = channels(draw)
        kernel = tuple(draw.size(1, 3) for _ in range(dims))
        return {
            "in_channels": groups * own,
            "out_channels": groups * out,
            "kernel_size": kernel,
            **transposed_options(draw, kernel, [2] * dims),
            "groups": groups,
            "bias": draw.integer(0, 3) != 3,
        }

    return arguments


def module_inputs(dims):
    """Return what draws images of two elements and more."""
    return lambda draw, options: (
        draw.array(
            *draw.choice(((draw.size(),), ())),
            options["in_channels"],
            *[draw.size(2, 4) for _ in range(dims)],
            specials=FINITE,
        ),
    )


def refusal(dims, input=None, weight=None, **given):
    """Make arguments that are refused for what is given."""

    def make():
        return {
            "input": ones(2, 4, *[5] * dims) if input is None else input,
            "weight": ones(4, 2, *[3] * dims) if weight is None else weight,
            **given,
        }

    return make


def refused(dims):
    """Return the calls of a transposed convolution that torch refuses, too."""
    size, kernel = [5] * dims, [3] * dims
    return {
        "no image": refusal(dims, ones(*size)),
        "weight of other dimensions": refusal(dims, weight=ones(4, 2, *kernel, 1)),
        "other channels": refusal(dims, weight=ones(3, 2, *kernel)),
        "channels not divided": refusal(dims, groups=3),
        "no groups": refusal(dims, groups=0),
        "bias too long": refusal(dims, bias=ones(3)),
        "bias of one group": refusal(dims, bias=ones(2), groups=2),
        "weight in float64": refusal(
            dims, weight=ones(4, 2, *kernel, dtype=np.float64)
        ),
        "stride 0": refusal(dims, stride=0),
        "a fractional stride": refusal(dims, stride=1.5),
        "dilation 0": refusal(dims, dilation=0),
        "padding below 0": refusal(dims, padding=-1),
        "padding same": refusal(dims, padding="same"),
        "nothing left": refusal(dims, padding=4),
        "output_padding below 0": refusal(dims, output_padding=-1),
        "output_padding of the stride": refusal(dims, stride=2, output_padding=2),
        "too many strides": refusal(dims, stride=(1,) * (dims + 1)),
        "an empty image": refusal(dims, ones(2, 4, *[0] * dims)),
    }


BUILT_TRANSPOSED = {
    name: make
    for name, make in MODULE_REFUSED.items()
    if name not in ("same padding with a stride", "padding sme")
}
BUILT_TRANSPOSED["padding_mode reflect"] = lambda: BUILT | {"padding_mode": "reflect"}


def geometry(draw):
    """Draw kernel, dilation, padding and stride of columns."""

    def some(low, high):
        pair = draw.integer(low, high), draw.integer(low, high)
        return pair if draw.boolean() else pair[0]

    return {
        "kernel_size": some(1, 3),
        "dilation": some(1, 2),
        "padding": some(0, 2),
        "stride": some(1, 3),
    }


def pairs(given):
    """Return kernel, dilation, padding and stride of both dimensions."""
    values = [(v, v) if isinstance(v, int) else v for v in given.values()]
    return list(zip(*values))


def least_size(given):
    """Return the smallest image that a window fits into."""
    return [max(d * (k - 1) + 1 - 2 * p, 1) for k, d, p, _ in pairs(given)]


def unfold_arguments(draw):
    """Draw images and options."""
    given = geometry(draw)
    size = [n + draw.integer(0, 4) for n in least_size(given)]
    outer = draw.choice(((draw.size(),), (), (0,)))
    return {"input": draw.array(*outer, draw.size(1, 3), *size), **given}


def fold_arguments(draw):
    """Draw columns and options."""
    given = geometry(draw)
    size = [n + draw.integer(0, 4) for n in least_size(given)]
    places = windows = 1
    for (k, d, p, s), n in zip(pairs(given), size):
        places *= k
        windows *= (n + 2 * p - d * (k - 1) - 1) // s + 1
    outer = draw.choice(((draw.size(),), (), (0,)))
    return {
        "input": draw.array(*outer, draw.size(1, 3) * places, windows),
        "output_size": tuple(size),
        **given,
    }


def module_of(name, arguments, **options):
    """Return the case of Unfold or Fold, whose options are the function's."""

    def built(draw):
        given = arguments(draw)
        given.pop("input")
        return given

    def inputs(draw, given):
        if "output_size" not in given:
            size = [n + draw.integer(0, 4) for n in least_size(given)]
            return (draw.array(draw.size(), draw.size(1, 3), *size),)
        places = windows = 1
        options = {k: v for k, v in given.items() if k != "output_size"}
        for (k, d, p, s), n in zip(pairs(options), given["output_size"]):
            places *= k
            windows *= (n + 2 * p - d * (k - 1) - 1) // s + 1
        return (draw.array(draw.size(), draw.size(1, 3) * places, windows),)

    names = ["kernel_size", "dilation", "padding", "stride"]
    names += ["output_size"] if name == "Fold" else []
    return ModuleCase(
        name=name,
        arguments=built,
        inputs=inputs,
        reference=getattr(torch.nn, name),
        exact=always,
        functional=lambda module, input: (
            name.lower(),
            {"input": input, **{key: getattr(module, key) for key in names}},
        ),
    )


def unfolding(input=None, kernel_size=2, **given):
    """Make arguments that `unfold` refuses."""
    image = ones(2, 3, 4, 5) if input is None else input
    return lambda: {"input": image, "kernel_size": kernel_size, **given}


def folding(input=None, output_size=(3, 4), kernel_size=2, **given):
    """Make arguments that `fold` refuses."""
    columns = ones(2, 8, 6) if input is None else input
    return lambda: {
        "input": columns,
        "output_size": output_size,
        "kernel_size": kernel_size,
        **given,
    }


CASES = []
for number in (1, 2):
    image = ones(2, 4, *[5] * number, dtype=np.int64)
    CASES += [
        FunctionCase(
            name=f"conv_transpose{number}d",
            arguments=transposed_arguments(number),
            gradients=("input", "weight", "bias"),
            reference=getattr(F, f"conv_transpose{number}d"),
            exact=always,
            analytic=always,
            refused=refused(number),
            stricter={
                "integers": refusal(
                    number, image, ones(4, 2, *[3] * number, dtype=np.int64)
                ),
            },
        ),
        ModuleCase(
            name=f"ConvTranspose{number}d",
            arguments=module_options(number),
            inputs=module_inputs(number),
            reference=getattr(torch.nn, f"ConvTranspose{number}d"),
            refused=BUILT_TRANSPOSED,
            stricter=MODULE_STRICTER
            | {"padding same": lambda: BUILT | {"padding": "same"}},
        ),
    ]
CASES += [
    FunctionCase(
        name="unfold",
        arguments=unfold_arguments,
        reference=F.unfold,
        exact=always,
        analytic=always,
        refused={
            "no image": unfolding(ones(4, 5)),
            "no channels": unfolding(ones(2, 0, 4, 5)),
            "a kernel too large": unfolding(kernel_size=6),
            "kernel 0": unfolding(kernel_size=0),
            "stride 0": unfolding(stride=0),
            "dilation 0": unfolding(dilation=0),
            "padding below 0": unfolding(padding=-1),
            "integers": unfolding(ones(2, 3, 4, 5, dtype=np.int64)),
        },
    ),
    FunctionCase(
        name="fold",
        arguments=fold_arguments,
        reference=F.fold,
        exact=always,
        analytic=always,
        refused={
            "other columns": folding(ones(2, 8, 5)),
            "rows not divided": folding(ones(2, 7, 6)),
            "a vector": folding(ones(8)),
            "an image": folding(ones(1, 2, 8, 6)),
            "output of nothing": folding(output_size=(0, 4)),
            "kernel 0": folding(kernel_size=0),
            "a kernel too large": folding(kernel_size=5),
            "integers": folding(ones(2, 8, 6, dtype=np.int64)),
        },
    ),
    module_of("Unfold", unfold_arguments),
    module_of("Fold", fold_arguments),
]
