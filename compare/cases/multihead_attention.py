"""Cases of `MultiheadAttention`; its masks and other calls are in the tests."""

import numpy as np
import torch

from .case import ModuleCase
from .scaled_dot_product_attention import small


def options(draw):
    """Draw the constructor's options."""
    heads = draw.size(1, 3)
    return {
        "embed_dim": heads * draw.size(1, 3),
        "num_heads": heads,
        "dropout": draw.choice((0.0, 0.0, 0.5)),
        "bias": draw.integer(0, 3) != 3,
        "add_bias_kv": draw.integer(0, 3) == 3,
        "add_zero_attn": draw.integer(0, 3) == 3,
        "kdim": draw.choice((None, None, 3)),
        "vdim": draw.choice((None, None, 2)),
        "batch_first": draw.boolean(),
    }


def inputs(draw, options):
    """Draw query, key, value and which keys are padding: not the first."""
    width = options["embed_dim"]
    left, right, n = draw.size(1, 3), draw.size(1, 4), draw.size(1, 3)
    batched = draw.integer(0, 3) != 3

    def tensor(length, size):
        shape = (n, length) if options["batch_first"] else (length, n)
        # weights of the battery are up to 2: sums that exp can take
        return small(draw, *(shape if batched else (length,)), size).clip(-2, 2)

    padding = draw.booleans(*((n,) if batched else ()), right)
    padding[..., 0] = False
    return (
        tensor(left, width),
        tensor(right, options["kdim"] or width),
        tensor(right, options["vdim"] or width),
        padding,
    )


def refused(**changed):
    """Make a call that is refused for what is changed."""

    def call():
        given = {"embed_dim": 4, "num_heads": 2} | changed
        shapes = given.pop("shapes", ((3, 2, 4), (5, 2, 4), (5, 2, 4)))
        masks = given.pop("masks", ())
        return given | {"inputs": (*(np.ones(s, np.float32) for s in shapes), *masks)}

    return call


CASES = [
    ModuleCase(
        name="MultiheadAttention",
        arguments=options,
        inputs=inputs,
        gradients=(0, 1, 2),
        reference=torch.nn.MultiheadAttention,
        seeded=True,
        refused={
            "heads that do not divide": refused(num_heads=3),
            "no heads": refused(num_heads=0),
            "no width": refused(embed_dim=0),
            "another width": refused(shapes=((3, 2, 5), (5, 2, 4), (5, 2, 4))),
            "another number of values": refused(
                shapes=((3, 2, 4), (5, 2, 4), (6, 2, 4))
            ),
            "another number of examples": refused(
                shapes=((3, 2, 4), (5, 3, 4), (5, 3, 4))
            ),
            "four dimensions": refused(shapes=((1, 3, 2, 4),) * 3),
            "a mask of other keys": refused(masks=(np.zeros((2, 4), bool),)),
        },
        stricter={"p above 1": refused(dropout=1.5)},
    ),
]
