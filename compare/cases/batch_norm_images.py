"""Cases of batch normalisation of images and of volumes."""

import torch

from .batch_norm import batch_norm_options, functional, numbers, ones
from .case import ModuleCase
from .strategies import SPECIALS

CASES = [
    ModuleCase(
        name=f"BatchNorm{dims}d",
        arguments=batch_norm_options,
        inputs=lambda draw, options, dims=dims: (
            numbers(
                draw,
                draw.size(2),
                options["num_features"],
                *[draw.size(1, 3) for _ in range(dims)],
                specials=SPECIALS,
            ),
        ),
        reference=getattr(torch.nn, f"BatchNorm{dims}d"),
        functional=functional,
        refused={
            "negative width": lambda: {"num_features": -1},
            "another width": lambda dims=dims: {
                "num_features": 2,
                "inputs": (ones(4, 3, *[2] * dims),),
            },
            "two dimensions": lambda: {"num_features": 3, "inputs": (ones(4, 3),)},
            "a dimension too many": lambda dims=dims: {
                "num_features": 3,
                "inputs": (ones(4, 3, *[2] * (dims + 1)),),
            },
            "one value per channel": lambda dims=dims: {
                "num_features": 3,
                "inputs": (ones(1, 3, *[1] * dims),),
            },
        },
    )
    for dims in (2, 3)
]
