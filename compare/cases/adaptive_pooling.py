"""Cases of pooling to a given size."""

import numpy as np
import torch

from .case import FunctionCase, ModuleCase, always
from .pooling import tied

F = torch.nn.functional


def output_size(draw, dims):
    """Draw the size of the output, larger than the input at times."""
    if dims == 1:
        return draw.choice((draw.size(1, 4), (draw.size(1, 4),)))
    one, pair = draw.size(1, 4), (draw.size(1, 4), draw.size(1, 4))
    return draw.choice((one, pair, (None, pair[1]), (pair[0], None), 1))


def images(draw, dims):
    """Draw images, some elements of which are equal."""
    size = [draw.size(1, 6) for _ in range(dims)]
    outer = draw.choice(((draw.size(1, 3),), (), (0,)))
    return tied(draw, (*outer, draw.size(1, 3), *size), (np.nan, np.nan, -np.inf, 1e4))


def ones(*shape, dtype=np.float32):
    """Make an array for a call that is refused."""
    return np.ones(shape, dtype)


def refusal(dims, input=None, output_size=2):
    """Make arguments that are refused."""
    image = ones(2, 3, *[5] * dims) if input is None else input
    return lambda: {"input": image, "output_size": output_size}


def refused(dims):
    """Return the calls that torch refuses, too."""
    return {
        "a number": refusal(dims, ones()),
        "a dimension too many": refusal(dims, ones(1, 2, 3, *[5] * dims)),
        "an empty image": refusal(dims, ones(2, 3, *[0] * dims)),
        "a size too many": refusal(dims, output_size=(2,) * (dims + 1)),
        "a size below 0": refusal(dims, output_size=-1),
        "a fractional size": refusal(dims, output_size=2.0),
        "a size that is a bool": refusal(dims, output_size=True),
        "no size": refusal(dims, output_size=None),
    }


def whole_numbers(dims):
    """Return a call with integers, which torch takes in max pooling alone."""
    image = ones(2, 3, *[5] * dims, dtype=np.int64)
    return {"integers": refusal(dims, image)}


def arguments(dims, indices):
    """Return what draws the arguments of a function."""

    def drawn(draw):
        given = {"input": images(draw, dims), "output_size": output_size(draw, dims)}
        return given | ({"return_indices": draw.boolean()} if indices else {})

    return drawn


def options(dims, indices):
    """Return what draws the options of a module."""

    def drawn(draw):
        given = {"output_size": output_size(draw, dims)}
        return given | ({"return_indices": draw.boolean()} if indices else {})

    return drawn


CASES = []
for number in (1, 2):
    for kind in ("avg", "max"):
        function = f"adaptive_{kind}_pool{number}d"
        name = f"Adaptive{kind.capitalize()}Pool{number}d"
        names = ("output_size", "return_indices")[: 1 + (kind == "max")]
        CASES += [
            FunctionCase(
                name=function,
                arguments=arguments(number, kind == "max"),
                reference=getattr(F, function),
                exact=always if kind == "max" else lambda arguments: False,
                analytic=always if kind == "avg" else lambda arguments: False,
                refused=refused(number)
                | (whole_numbers(number) if kind == "avg" else {}),
                stricter=whole_numbers(number) if kind == "max" else {},
            ),
            ModuleCase(
                name=name,
                arguments=options(number, kind == "max"),
                inputs=lambda draw, options, number=number: (images(draw, number),),
                reference=getattr(torch.nn, name),
                functional=lambda module, input, function=function, names=names: (
                    function,
                    {"input": input, **{n: getattr(module, n) for n in names}},
                ),
            ),
        ]
