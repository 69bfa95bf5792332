"""Cases of max and average pooling and their modules."""

import numpy as np
import torch

from .case import FunctionCase, ModuleCase, always
from .strategies import SPECIALS

F = torch.nn.functional


def several(draw, dims, low, highs):
    """Draw one number, or one for each dimension."""
    numbers = tuple(draw.integer(low, high) for high in highs)
    return numbers if draw.boolean() else (min(numbers),) * dims


def geometry(draw, dims, dilated):
    """Draw kernel, stride, padding of at most half the kernel, and dilation."""
    kernel = several(draw, dims, 1, [4] * dims)
    given = {
        "kernel_size": kernel if len(set(kernel)) > 1 else kernel[0],
        "stride": None
        if draw.integer(0, 2) == 2
        else several(draw, dims, 1, [3] * dims),
        "padding": several(draw, dims, 0, [k // 2 for k in kernel]),
        "ceil_mode": draw.boolean(),
    }
    if dilated:
        given["dilation"] = several(draw, dims, 1, [3] * dims)
    return given


def shape_of(draw, dims, given):
    """Draw the shape of images that the windows fit into, none of them empty.

    The window at the start must not miss the image, whatever its padding: torch writes
    outside of the image there.
    """
    kernel, padding = (
        (value,) * dims if isinstance(value, int) else value
        for value in (given["kernel_size"], given["padding"])
    )
    dilation = given.get("dilation", (1,) * dims)
    size = []
    for k, p, d in zip(kernel, padding, dilation):
        least = max(d * (k - 1) + 1 - 2 * p, -p % d + 1, 1)
        size.append(least + draw.integer(0, 4))
    outer = draw.choice(((draw.size(1, 3),), (draw.size(1, 3),), (), (0,)))
    return (*outer, draw.size(1, 3), *size)


def tied(draw, shape, specials):
    """Draw numbers many of which are equal."""
    array = draw.array(*shape, specials=specials)
    return np.round(array) if draw.boolean() else array


def max_pool_arguments(dims):
    """Return what draws a max pooling."""

    def arguments(draw):
        given = geometry(draw, dims, True)
        specials = (*SPECIALS, -np.inf, np.nan)
        return {
            "input": tied(draw, shape_of(draw, dims, given), specials),
            **given,
            "return_indices": draw.boolean(),
        }

    return arguments


def avg_pool_arguments(dims):
    """Return what draws an average pooling."""

    def arguments(draw):
        given = geometry(draw, dims, False)
        given["count_include_pad"] = draw.boolean()
        if dims == 2:
            given["divisor_override"] = draw.choice((None, None, 3, -2))
        return {"input": draw.array(*shape_of(draw, dims, given)), **given}

    return arguments


def module_options(dims, dilated):
    """Return what draws the constructor's options."""
    functions = {True: max_pool_arguments, False: avg_pool_arguments}

    def arguments(draw):
        given = functions[dilated](dims)(draw)
        del given["input"]
        return given

    return arguments


def module_inputs(dims):
    """Return what draws the input of a module."""
    return lambda draw, options: (
        draw.array(*shape_of(draw, dims, options), specials=()),
    )


def functional(name):
    """Return what gives the call that a module stands for."""
    options = ["kernel_size", "stride", "padding", "ceil_mode"]
    if "max" in name:
        options += ["dilation", "return_indices"]
    else:
        options += ["count_include_pad"]
    if name == "avg_pool2d":
        options += ["divisor_override"]

    def call(module, input):
        given = {option: getattr(module, option) for option in options}
        return name, {"input": input, **given}

    return call


def ones(*shape, dtype=np.float32):
    """Make an array for a call that is refused."""
    return np.ones(shape, dtype)


def refusal(dims, input=None, kernel_size=2, **given):
    """Make arguments that are refused for what is given."""

    def make():
        image = ones(2, 3, *[5] * dims) if input is None else input
        return {"input": image, "kernel_size": kernel_size, **given}

    return make


def refused(dims, spoilt):
    """Return the calls of a pooling that torch refuses, too."""
    return {
        "no image": refusal(dims, ones(*[5] * (dims if dims > 1 else 0))),
        "a dimension too many": refusal(dims, ones(1, 2, 3, *[5] * dims)),
        "no channels": refusal(dims, ones(2, 0, *[5] * dims)),
        "an empty image": refusal(dims, ones(2, 3, *[0] * dims)),
        "bools": refusal(dims, ones(2, 3, *[5] * dims, dtype=bool)),
        "kernel 0": refusal(dims, kernel_size=0),
        "a kernel too large": refusal(dims, kernel_size=6),
        "a fractional kernel": refusal(dims, kernel_size=2.0),
        "too many numbers for the kernel": refusal(dims, kernel_size=(2,) * (dims + 1)),
        "stride 0": refusal(dims, stride=0),
        "stride below 0": refusal(dims, stride=-1),
        "padding below 0": refusal(dims, padding=-1),
        "padding above half of the kernel": refusal(dims, padding=2),
        "ceil_mode 1.5": refusal(dims, ceil_mode=1.5),
        **spoilt,
    }


def max_spoilt(dims):
    """Return what max pooling alone refuses."""
    return {
        "dilation 0": refusal(dims, dilation=0),
        "a kernel too far apart": refusal(dims, dilation=5),
    }


CASES = []
for number in (1, 2):
    image = ones(2, 3, *[5] * number, dtype=np.int64)
    narrow = ones(1, 2, *[2] * (number - 1), 1)
    CASES += [
        FunctionCase(
            name=f"max_pool{number}d",
            arguments=max_pool_arguments(number),
            reference=getattr(F, f"max_pool{number}d"),
            exact=always,
            refused=refused(number, max_spoilt(number)),
            stricter={
                "integers": refusal(number, image),
                # never run in torch, which writes outside of the image there
                "a window without an element": refusal(
                    number, narrow, 2, padding=1, dilation=(1,) * (number - 1) + (2,)
                ),
            }
            if number == 1
            else {"integers": refusal(number, image)},
        ),
        ModuleCase(
            name=f"MaxPool{number}d",
            arguments=module_options(number, True),
            inputs=module_inputs(number),
            reference=getattr(torch.nn, f"MaxPool{number}d"),
            functional=functional(f"max_pool{number}d"),
            exact=always,
        ),
        FunctionCase(
            name=f"avg_pool{number}d",
            arguments=avg_pool_arguments(number),
            reference=getattr(F, f"avg_pool{number}d"),
            analytic=always,
            refused=refused(
                number,
                {"divisor 0": refusal(number, divisor_override=0)}
                if number == 2
                else {},
            ),
            stricter={"integers": refusal(number, image)},
        ),
        ModuleCase(
            name=f"AvgPool{number}d",
            arguments=module_options(number, False),
            inputs=module_inputs(number),
            reference=getattr(torch.nn, f"AvgPool{number}d"),
            functional=functional(f"avg_pool{number}d"),
        ),
    ]
