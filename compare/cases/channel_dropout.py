"""Cases of dropout of whole channels."""

import numpy as np
import torch

from .case import FunctionCase, ModuleCase
from .dropout import power_of_two, probability

SHAPES = {1: ((2, 3, 4), (3, 4)), 2: ((2, 3, 4, 5), (3, 4, 5))}


def shape(draw, dims):
    """Draw the shape of a batch, or of one example in one dimension."""
    return tuple(draw.size(0 if draw.integer(0, 19) == 19 else 1) for _ in dims)


def arguments(dims):
    """Return what draws an input, p and the mode."""

    def drawn(draw):
        return {
            "input": draw.array(*shape(draw, draw.choice(SHAPES[dims]))),
            "p": probability(draw),
            "training": draw.integer(0, 3) != 3,
        }

    return drawn


def refusal(*shape, **given):
    """Make arguments that are refused."""
    return lambda: {"input": np.ones(shape, np.float32), **given}


REFUSED = {
    1: {"four dimensions": refusal(1, 2, 3, 4), "a vector": refusal(3)},
    2: {"a vector": refusal(3)},
}
STRICTER = {1: {}, 2: {"two": refusal(3, 4), "five": refusal(1, 2, 3, 4, 5)}}
CASES = []
for number in (1, 2):
    function, module = f"dropout{number}d", f"Dropout{number}d"
    CASES += [
        FunctionCase(
            name=function,
            arguments=arguments(number),
            reference=getattr(torch.nn.functional, function),
            exact=power_of_two,
            seeded=True,
            refused=REFUSED[number]
            | {
                "p above 1": refusal(2, 3, 4, p=1.5),
                "p below 0": refusal(2, 3, 4, p=-1.0),
            },
            stricter=STRICTER[number],
        ),
        ModuleCase(
            name=module,
            arguments=lambda draw: {"p": probability(draw)},
            inputs=lambda draw, options, number=number: (
                draw.array(*shape(draw, SHAPES[number][0])),
            ),
            reference=getattr(torch.nn, module),
            functional=lambda module, input, function=function: (
                function,
                {"input": input, "p": module.p, "training": module.training},
            ),
            exact=power_of_two,
            seeded=True,
            refused={"p above 1": lambda: {"p": 1.5}, "p below 0": lambda: {"p": -0.5}},
        ),
    ]
