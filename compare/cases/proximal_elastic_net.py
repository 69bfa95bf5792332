"""The case of the elastic net's proximal step."""

import numpy as np
import torch

from .case import ProgramCase


def step(dl, arrays, threshold, l1_ratio):
    """Apply the step to parameters."""
    params = [array.clone().requires_grad_() for array in arrays]
    dl.proximal_elastic_net_(params, threshold, l1_ratio)
    return [param.detach() for param in params]


def refusal(**changes):
    """Make a call that is refused."""
    return lambda: {
        "arrays": [np.ones(2)],
        "threshold": 0.5,
        "l1_ratio": 0.5,
        **changes,
    }


CASES = [
    ProgramCase(
        name="proximal_elastic_net_",
        arguments=lambda draw: {
            "arrays": [draw.array(*draw.shape()) for _ in range(draw.integer(0, 2))],
            "threshold": draw.choice((0.5, 0.0, float(draw.between(0.0, 1.0)))),
            "l1_ratio": draw.choice((0.0, 0.5, 1.0, float(draw.inside(0.0, 1.0)))),
        },
        program=step,
        third=lambda dl, arrays, threshold, l1_ratio: [
            torch.nn.functional.softshrink(array, threshold * l1_ratio)
            / (1 + threshold * (1 - l1_ratio))
            for array in arrays
        ],
        exact=lambda arguments: False,
        tolerance=1.0,
        stricter={
            "negative threshold": refusal(threshold=-1.0),
            "l1_ratio above 1": refusal(l1_ratio=1.5),
        },
    ),
]
