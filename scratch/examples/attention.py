"""Attention: weights from scores, the mask, the scale, and heads."""

# %% Set up
from math import inf, sqrt

import scratch as dl
from scratch import (
    MultiheadAttention,
    scaled_dot_product_attention,
    softmax,
)

dl.set_default_dtype(dl.float64)
dl.manual_seed(3)
query, key = dl.randn(5, 4), dl.randn(5, 4)
value = dl.randn(5, 3)

# %% Every query takes a weighted mean of the values
scores = query @ key.T / sqrt(4)
weights = softmax(scores, -1)
by_hand = weights @ value
output = scaled_dot_product_attention(query, key, value)
print("rows sum to 1:", dl.allclose(weights.sum(-1), dl.ones(5)))
print("by hand the same:", dl.allclose(by_hand, output))

# %% The scale: scores of unit vectors keep variance 1
spread, largest = [], []
for width in (4, 64, 1024):
    q, k = dl.randn(200, width), dl.randn(200, width)
    raw = q @ k.T
    spread.append(raw.var())
    plain = softmax(raw, -1).max(-1)[0].mean()
    scaled = softmax(raw / sqrt(width), -1).max(-1)[0].mean()
    largest.append(dl.stack([plain, scaled]))
    print(
        f"width {width:4}: variance {spread[-1].item():7.1f}, "
        f"largest weight {plain.item():.2f}, "
        f"with the scale {scaled.item():.2f}"
    )

# %% The causal mask: no query sees what comes after it
mask = dl.ones(5, 5).tril() == 1
causal = softmax(scores.masked_fill(~mask, -inf), -1)
for row in causal:
    print(" ".join(f"{weight.item():.2f}" for weight in row))
masked = scaled_dot_product_attention(query, key, value, mask)
same = scaled_dot_product_attention(query, key, value, is_causal=True)
print("as is_causal:", dl.equal(masked, same))

# %% Backward: the gradients of query, key, value and scale
scale, products = 0.5, query @ key.T
chances = softmax(products * scale, -1)
upstream = dl.randn(5, 3)
dvalue = chances.T @ upstream
dchances = upstream @ value.T
along = (dchances * chances).sum(-1, keepdim=True)
dscores = chances * (dchances - along)
dquery = dscores @ key * scale
dkey = dscores.T @ query * scale
dscale = (dscores * products).sum()
print(f"gradient of the scale {dscale.item():.6f}")

# %% Without positions the order of what is read does not matter
order = dl.randperm(5)
shuffled = scaled_dot_product_attention(query, key[order], value[order])
print("shuffled the same:", dl.allclose(shuffled, output))

# %% Several heads: each looks for something of its own
dl.manual_seed(4)
heads = MultiheadAttention(8, 2, batch_first=True)
text = dl.randn(1, 6, 8)
read, seen = heads(text, text, text, average_attn_weights=False)
print("weights", tuple(seen.shape), "output", tuple(read.shape))

# %% Results
results = {
    "weights": weights,
    "output": output,
    "spread": dl.stack(spread),
    "largest": dl.stack(largest),
    "causal": causal,
    "gradient of query": dquery,
    "gradient of key": dkey,
    "gradient of value": dvalue,
    "gradient of scale": dscale,
    "heads": seen,
    "read": read,
}
