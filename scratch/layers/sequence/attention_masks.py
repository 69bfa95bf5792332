"""Masks and shapes of multi-head attention."""

from math import inf

from ...engine.checks import check_floating, check_same_dtype, check_shape
from ...engine.creation import zeros


def as_added(mask, dtype):
    """Return the mask that is added: minus infinity where a bool one says True."""
    if mask is None or not str(mask.dtype).endswith("bool"):
        return mask
    return zeros(mask.shape, dtype=dtype).masked_fill(mask, -inf)


def merged(mask, padding, num_heads):
    """Return the sum of both masks, to be broadcast to (N, num_heads, L, S)."""
    if mask is not None and mask.ndim == 3:
        mask = mask.reshape(-1, num_heads, *mask.shape[1:])
    if padding is None:
        return mask
    padding = padding.reshape(-1, 1, 1, padding.shape[-1])
    return padding if mask is None else mask + padding


def heads_first(x, num_heads):
    """Return (L, N, E) as (N, num_heads, L, E / num_heads)."""
    return x.reshape(*x.shape[:2], num_heads, -1).permute(1, 2, 0, 3)


def check_multihead(module, query, key, value, padding, attn_mask, is_causal):
    """Refuse sizes and masks that do not fit the module."""
    check_floating("query", query)
    check_same_dtype(query=query, key=key, value=value)
    shapes = [tuple(tensor.shape) for tensor in (query, key, value)]
    widths = module.embed_dim, module.kdim, module.vdim
    if {len(shape) for shape in shapes} not in ({2}, {3}) or any(
        shape[-1] != width for shape, width in zip(shapes, widths, strict=True)
    ):
        raise ValueError(
            "query, key, value must have 2 or 3 dimensions and be "
            f"{', '.join(map(str, widths))} wide, got shapes {shapes}"
        )
    batched = len(shapes[0]) == 3
    batch = (0 if module.batch_first else 1) if batched else None
    length = 1 if batched and module.batch_first else 0
    if shapes[1][:-1] != shapes[2][:-1] or (
        batched and shapes[0][batch] != shapes[1][batch]
    ):
        raise ValueError(
            "query, key, value must have one N, key and value one S, "
            f"got shapes {shapes}"
        )
    n = shapes[0][batch] if batched else 1
    left, right = shapes[0][length], shapes[1][length]
    for name, mask in (("key_padding_mask", padding), ("attn_mask", attn_mask)):
        if mask is not None and not str(mask.dtype).endswith("bool"):
            check_same_dtype(**{"query": query, name: mask})
    if padding is not None:
        check_shape("key_padding_mask", padding, (n, right) if batched else (right,))
    if attn_mask is not None:
        rows = (n * module.num_heads,) if attn_mask.ndim == 3 else ()
        check_shape("attn_mask", attn_mask, (*rows, left, right))
    if is_causal and attn_mask is None:
        raise ValueError("attn_mask must be given where is_causal is True")
