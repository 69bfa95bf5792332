"""Attention: every query takes a weighted mean of the values."""

from math import inf, sqrt

import torch

from ...engine.arguments import checked
from ...engine.checks import check_floating, check_probability, check_same_dtype
from ...engine.random import dropout_noise


@checked("query", "key", "value", "attn_mask", scale=float)
def scaled_dot_product_attention(
    query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None
):
    """Return softmax(query key.T scale + attn_mask) value.

    Parameters
    ----------
    query, key, value : (..., L, E), (..., S, E), (..., S, F) float
    attn_mask : (..., L, S) bool or float, optional
        Bool: True where a key takes part. Float: added to the scores.
    dropout_p : float
        Probability that a weight is set to 0. There is no evaluation mode.
    is_causal : bool
        Whether query i sees the keys 0 to i alone; not together with a mask.
    scale : float, optional
        1 / sqrt(E) where left out, which gives scores of unit vectors variance 1 / E.

    Returns
    -------
    output : (..., L, F) float
        0 for a query that sees no key.

    Raises
    ------
    ValueError
        If sizes or dtypes differ.

    References
    ----------
    Vaswani et al., Attention Is All You Need, 2017, eq. 1.
    """
    check_attention(query, key, value, attn_mask, dropout_p, is_causal)
    scale = 1 / sqrt(query.shape[-1]) if scale is None else scale
    scaled = query * scale
    scores = scaled @ key.swapaxes(-1, -2)
    mask = added_mask(attn_mask, is_causal, scores)
    if mask is not None:
        scores = scores + mask
    weights = torch.exp(scores - finite_largest(scores))
    sums = weights.sum(-1, keepdim=True)
    weights = weights / torch.where(sums == 0, 1, sums)
    noise = dropout_noise(weights, dropout_p) if dropout_p > 0 else 1
    dropped = weights * noise
    output = dropped @ value
    return output


def added_mask(attn_mask, is_causal, scores):
    """Return what is added to the scores: minus infinity for keys left out."""
    if is_causal:
        attn_mask = torch.ones(*scores.shape[-2:], dtype=torch.bool).tril()
    if attn_mask is not None and attn_mask.dtype == torch.bool:
        return torch.where(attn_mask, 0, -inf).to(scores.dtype)
    return attn_mask


def finite_largest(scores):
    """Return the largest score of each query, 0 where it sees no key."""
    if scores.shape[-1] == 0:
        return 0
    largest = scores.detach().amax(-1, keepdim=True)
    return torch.where(largest == -inf, 0, largest)


def check_attention(query, key, value, attn_mask, dropout_p, is_causal):
    """Refuse sizes that do not match, and two masks."""
    check_floating("query", query)
    check_same_dtype(query=query, key=key, value=value)
    check_probability("dropout_p", dropout_p)
    shapes = [tuple(tensor.shape) for tensor in (query, key, value)]
    if min(map(len, shapes)) < 2 or query.shape[-1] == 0:
        raise ValueError(
            f"query, key, value must have 2 or more dimensions, E > 0, got {shapes}"
        )
    if query.shape[-1] != key.shape[-1] or key.shape[-2] != value.shape[-2]:
        raise ValueError(
            "query and key must have one E, key and value one S, "
            f"got shapes {', '.join(map(str, shapes))}"
        )
    if attn_mask is None:
        return
    if is_causal:
        raise ValueError("attn_mask must be None where is_causal is True")
    if not str(attn_mask.dtype).endswith("bool"):
        check_same_dtype(query=query, attn_mask=attn_mask)
    sizes = query.shape[-2], key.shape[-2]
    if attn_mask.ndim < 2 or any(
        size not in (1, wanted)
        for size, wanted in zip(attn_mask.shape[-2:], sizes, strict=True)
    ):
        raise ValueError(
            f"attn_mask must end in (L, S) = {sizes}, got {tuple(attn_mask.shape)}"
        )
