"""Mistakes of attention."""

from math import sqrt

import numpy as np


def attend(query, key, value, mask, scale, doutput, factor=1.0, even=False):
    """Return the output, weights and scores' gradient, and those of the tensors.

    A query that sees no key gets 0. `mask` is added to the scores, and may be 0; where
    `even`, all scores are equal.
    """
    scores = np.where(even, 0, scale * query @ key.swapaxes(-1, -2) + mask)
    largest = scores.max(-1, keepdims=True)
    weights = np.exp(scores - np.where(largest == -np.inf, 0, largest))
    sums = weights.sum(-1, keepdims=True)
    weights = weights / np.where(sums == 0, 1, sums)
    dweights = doutput @ value.swapaxes(-1, -2) * factor
    along = (dweights * weights).sum(-1, keepdims=True)
    return {
        "weights": weights,
        "dweights": dweights,
        "dscores": weights * (dweights - along),
        "output": (weights * factor) @ value,
        "dvalue": (weights * factor).swapaxes(-1, -2) @ doutput,
    }


def quantities(found, query, key, scale, dscores=None):
    """Return the output and the gradients of query, key and value."""
    dscores = found["dscores"] if dscores is None else dscores
    return {
        "output": found["output"],
        "dquery": scale * dscores @ key,
        "dkey": scale * dscores.swapaxes(-1, -2) @ query,
        "dvalue": found["dvalue"],
    }


def added(mask):
    """Return what a boolean mask adds to the scores."""
    return np.where(mask, 0.0, -np.inf)


def scaled_dot_product_attention(context, arguments, doutput):
    """Know what masks, the scale and the softmax do to the gradients."""
    query, key, value = (arguments[name] for name in ("query", "key", "value"))
    if doutput is None or len({query.ndim, key.ndim, value.ndim}) > 1:
        return
    if arguments.get("dropout_p"):
        return
    scale = arguments.get("scale") or 1 / sqrt(query.shape[-1])
    mask, rows, causal = arguments.get("attn_mask"), query.shape[-2], False
    if arguments.get("is_causal"):
        mask, causal = np.tri(rows, key.shape[-2], dtype=bool), True
    boolean = mask is not None and mask.dtype == bool
    own = 0.0 if mask is None else added(mask) if boolean else mask

    def tell(name, mask=own, by=scale, even=False):
        found = attend(query, key, value, mask, by, doutput, even=even)
        context.mistake(name, **quantities(found, query, key, by))

    right = attend(query, key, value, own, scale, doutput)
    context.scalars["scale"] = scale
    name = "scale of the scores forgotten in the backward"
    context.mistake(name, dquery=right["dscores"] @ key)
    context.mistake(name, dkey=right["dscores"].swapaxes(-1, -2) @ query)
    alone = right["weights"] * right["dweights"]
    wrong = quantities(right, query, key, scale, alone)
    name = "sum of the softmax's backward left out"
    context.mistake(name, **{k: wrong[k] for k in ("dquery", "dkey")})
    tell("scores not scaled", by=1.0)
    tell("scores divided by E, not by its root", by=1 / query.shape[-1])
    if mask is not None:
        tell("mask ignored", 0.0)
    if causal:
        for shift in (1, -1):
            seen = np.tri(rows, key.shape[-2], shift, dtype=bool)
            tell("causal mask shifted by one", added(seen))
        tell("causal mask upside down", added(~mask | np.eye(*mask.shape, dtype=bool)))
    if boolean:
        tell("boolean mask read the other way round", added(~mask))
        empty = ~mask.any(-1, keepdims=True)
        if empty.any():
            name = "a query that sees no key reads from all of them"
            tell(name, np.where(empty, 0.0, own))
            tell(name, even=empty)  # a billion swallows the scores in float32
            tell(name, np.where(mask, 0.0, -1e9))


def dropped_attention(context, arguments, doutput):
    """Know what dropping in evaluation gives."""
    query, key = arguments["query"], arguments["key"]
    if doutput is None or arguments["training"]:
        return
    scale = 1 / sqrt(query.shape[-1])
    found = attend(
        query, key, arguments["value"], 0.0, scale, doutput, arguments["noise"]
    )
    context.mistake(
        "weights dropped in evaluation, too", **quantities(found, query, key, scale)
    )


KNOWLEDGE = {
    "scaled_dot_product_attention": scaled_dot_product_attention,
    "dropped_attention": dropped_attention,
}
