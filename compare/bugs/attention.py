"""Bugs of attention: masks, the scale, and weights dropped where they must not be."""

from math import sqrt

import numpy as np
import torch

import scratch

from .bug import Bug
from .operation import Operation, body, sizes

TOPIC = "attention"


def draw_attention(rng, mask="bool", width=None, empty=False):
    """Draw queries, keys and values; no query sees nothing unless asked for."""
    left, right, size, out = sizes(rng, 4, high=7)
    size = width or size
    attn_mask = None
    if mask == "bool":
        attn_mask = rng.random((left, right)) < 0.6
        attn_mask[:, 0], attn_mask[0, -1] = True, False
        if empty:
            attn_mask[-1] = False
    return {
        "query": rng.standard_normal((2, left, size)),
        "key": rng.standard_normal((2, right, size)),
        "value": rng.standard_normal((2, right, out)),
        "attn_mask": attn_mask,
        "is_causal": mask == "causal",
    }


def dropped_attention(query, key, value, noise, training):
    """Attend with dropped weights in training; `noise` is 0 or 1 / (1 - p)."""
    scores = query @ key.swapaxes(-1, -2) / sqrt(query.shape[-1])
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    weights = weights / weights.sum(-1, keepdims=True)
    factor = noise if training else np.ones_like(noise)
    output = (weights * factor) @ value

    def backward(doutput):
        dvalue = (weights * factor).swapaxes(-1, -2) @ doutput
        dweights = doutput @ value.swapaxes(-1, -2) * factor
        dscores = weights * (dweights - (dweights * weights).sum(-1, keepdims=True))
        dscores = dscores / sqrt(query.shape[-1])
        return dscores @ key, dscores.swapaxes(-1, -2) @ query, dvalue, None, None

    return output, backward


def draw_dropped(rng, p=0.4, training=False):
    """Draw a call in evaluation, and the noise of a training."""
    drawn = draw_attention(rng)
    (_, left, _), right = drawn["query"].shape, drawn["key"].shape[1]
    noise = (rng.random((2, left, right)) >= p) / (1 - p)
    return {k: drawn[k] for k in ("query", "key", "value")} | {
        "noise": noise,
        "training": training,
    }


def torch_dropped(query, key, value, noise, training):
    """Attend with torch, which is told the noise as a factor of the weights."""
    weights = torch.softmax(query @ key.mT / query.shape[-1] ** 0.5, -1)
    return (weights * noise if training else weights) @ value


TENSORS = ("query", "key", "value")
ATTENTION = Operation(
    name="scaled_dot_product_attention",
    topic=TOPIC,
    function=body(scratch.scaled_dot_product_attention),
    draw=draw_attention,
    reference=torch.nn.functional.scaled_dot_product_attention,
    gradients=TENSORS,
)
DROPPED = Operation(
    name="dropped_attention",
    topic=TOPIC,
    function=dropped_attention,
    draw=draw_dropped,
    reference=torch_dropped,
    gradients=TENSORS,
)
MASK = "mask = added_mask(attn_mask, is_causal, scores)"

BUGS = [
    Bug(
        name="attention-mask-inverted",
        title="True in the mask leaves a key out, as in MultiheadAttention",
        operation=ATTENTION,
        right=MASK,
        wrong=(
            "attn_mask = None if attn_mask is None else ~attn_mask\n"
            "mask = added_mask(attn_mask, is_causal, scores)"
        ),
        diagnosis="boolean mask read the other way round",
        hidden_by={"mask": None},
        hidden_when="there is no mask",
        signature="every query reads from the keys it must not see",
    ),
    Bug(
        name="attention-empty-row",
        title="masked with a billion: a query that sees nothing reads everything",
        operation=ATTENTION,
        right="scores = scores + mask",
        wrong="scores = scores + np.maximum(mask, -1e9)",
        diagnosis="a query that sees no key reads from all of them",
        drawn_with={"empty": True},
        hidden_by={"empty": False},
        hidden_when="every query sees a key; a row of padding does not",
        signature="the mean of all values, or nearly, where 0 belongs",
    ),
    Bug(
        name="attention-drops-in-evaluation",
        title="attention drops weights in evaluation, too",
        operation=DROPPED,
        right="factor = noise if training else np.ones_like(noise)",
        wrong="factor = noise",
        diagnosis="weights dropped in evaluation, too",
        hidden_by={"p": 0.0},
        hidden_when="p = 0, or in training; torch's function has no evaluation mode",
        signature="the output changes from call to call",
    ),
    Bug(
        name="attention-sees-the-next",
        title="a causal mask that lets the next token through",
        operation=ATTENTION,
        right=MASK,
        wrong=(
            "mask = added_mask(attn_mask, False, scores)\n"
            "if is_causal:\n"
            "    seen = np.tri(*scores.shape[-2:], 1, dtype=bool)\n"
            "    mask = added_mask(seen, False, scores)"
        ),
        diagnosis="causal mask shifted by one",
        drawn_with={"mask": "causal"},
        hidden_by={"mask": "bool"},
        hidden_when="the call is not causal",
        signature="in training a loss that is too good: the answer is among the keys",
    ),
    Bug(
        name="attention-scale",
        title="attention backward without the scale of the scores",
        operation=ATTENTION,
        right="dquery = unbroadcast(dscores @ key * scale, query.shape)",
        wrong="dquery = unbroadcast(dscores @ key, query.shape)",
        diagnosis="scale of the scores forgotten in the backward",
        hidden_by={"width": 1},
        hidden_when="E = 1, or scale = 1",
        signature="the query's gradient is sqrt(E) times too large",
    ),
    Bug(
        name="attention-diagonal",
        title="attention's softmax backward without its sum",
        operation=ATTENTION,
        right=(
            "dscores = weights * "
            "(dweights - inner(dweights, weights, (-1,), keepdims=True))"
        ),
        wrong="dscores = weights * dweights",
        diagnosis="sum of the softmax's backward left out",
        signature="shifting all scores of a query by a constant seems to matter",
    ),
]
