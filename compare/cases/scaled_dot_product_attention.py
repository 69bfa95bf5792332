"""Cases of `scaled_dot_product_attention`."""

import numpy as np
import torch

from .case import FunctionCase

FINITE = (0.0, -0.0, 1e4, -1e4)


def small(draw, *shape):
    """Draw numbers whose products exp can take."""
    return draw.array(*shape, specials=FINITE).clip(-16, 16)


def mask(draw, batch, left, right):
    """Draw no mask, a bool one or one that is added."""
    shape = draw.choice(((left, right), (1, right), (*batch, left, right)))
    kind = draw.choice(("none", "bool", "float"))
    if kind == "bool":
        return draw.booleans(*shape)
    return None if kind == "none" else small(draw, *shape)


def attention_arguments(draw):
    """Draw queries, keys and values, the batch dimensions now and then broadcast."""
    batch = draw.choice(((), (draw.size(1, 3),), (draw.size(1, 2), 2)))
    left, right, width, out = (draw.size(1, 4) for _ in range(4))
    shared = tuple(1 for _ in batch) if draw.integer(0, 3) == 3 else batch
    attn_mask = mask(draw, batch, left, right)
    is_causal = attn_mask is None and draw.boolean()
    # torch masks before it scales where is_causal: a negative scale gives NaN there
    scales = (None, None, 1.0, 0.25, *(() if is_causal else (-0.5,)))
    return {
        "query": small(draw, *batch, left, width),
        "key": small(draw, *shared, right, width),
        "value": small(draw, *shared, right, out),
        "attn_mask": attn_mask,
        "dropout_p": draw.choice((0.0, 0.0, 0.5, 0.25, 1.0)),
        "is_causal": is_causal,
        "scale": draw.choice(scales),
    }


def refusal(query=(2, 4, 3), key=(2, 5, 3), value=(2, 5, 6), dtype="f4", **changed):
    """Make arguments that are refused."""
    tensors = {"query": query, "key": key, "value": value}
    return lambda: {n: np.ones(s, dtype) for n, s in tensors.items()} | changed


def ones(*shape, dtype="f4"):
    """Make an array for a call that is refused."""
    return np.ones(shape, dtype)


CASES = [
    FunctionCase(
        name="scaled_dot_product_attention",
        arguments=attention_arguments,
        gradients=("query", "key", "value", "attn_mask"),
        reference=torch.nn.functional.scaled_dot_product_attention,
        seeded=True,
        weight=0.5,
        refused={
            "one dimension": refusal((3,), (3,), (6,)),
            "another width of keys": refusal(key=(2, 5, 4)),
            "another number of values": refusal(value=(2, 4, 6)),
            "integers": refusal(dtype="i8"),
            "keys in float64": lambda: refusal()() | {"key": ones(2, 5, 3, dtype="f8")},
            "a mask and is_causal": refusal(
                attn_mask=ones(4, 5, dtype=bool), is_causal=True
            ),
            "a mask too small": refusal(attn_mask=ones(4, 4)),
            "a mask of integers": refusal(attn_mask=ones(4, 5, dtype="i8")),
            "a mask in float64": refusal(attn_mask=ones(4, 5, dtype="f8")),
            "p above 1": refusal(dropout_p=1.5),
        },
        stricter={
            "p below 0": refusal(dropout_p=-0.5),
            "a mask of one dimension": refusal(attn_mask=ones(5)),
            "no width": refusal((2, 4, 0), (2, 5, 0)),
        },
    ),
]
