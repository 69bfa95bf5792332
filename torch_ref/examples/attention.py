"""Attention: weights from scores, the mask, the scale, and heads."""

# %% Set up
from math import inf, sqrt

import torch
from torch.nn import MultiheadAttention
from torch.nn.functional import (
    scaled_dot_product_attention,
    softmax,
)

torch.set_default_dtype(torch.float64)
torch.manual_seed(3)
query, key = torch.randn(5, 4), torch.randn(5, 4)
value = torch.randn(5, 3)

# %% Every query takes a weighted mean of the values
scores = query @ key.T / sqrt(4)
weights = softmax(scores, -1)
by_hand = weights @ value
output = scaled_dot_product_attention(query, key, value)
print("rows sum to 1:", torch.allclose(weights.sum(-1), torch.ones(5)))
print("by hand the same:", torch.allclose(by_hand, output))

# %% The scale: scores of unit vectors keep variance 1
spread, largest = [], []
for width in (4, 64, 1024):
    q, k = torch.randn(200, width), torch.randn(200, width)
    raw = q @ k.T
    spread.append(raw.var())
    plain = softmax(raw, -1).max(-1)[0].mean()
    scaled = softmax(raw / sqrt(width), -1).max(-1)[0].mean()
    largest.append(torch.stack([plain, scaled]))
    print(
        f"width {width:4}: variance {spread[-1].item():7.1f}, "
        f"largest weight {plain.item():.2f}, "
        f"with the scale {scaled.item():.2f}"
    )

# %% The causal mask: no query sees what comes after it
mask = torch.ones(5, 5).tril() == 1
causal = softmax(scores.masked_fill(~mask, -inf), -1)
for row in causal:
    print(" ".join(f"{weight.item():.2f}" for weight in row))
masked = scaled_dot_product_attention(query, key, value, mask)
same = scaled_dot_product_attention(query, key, value, is_causal=True)
print("as is_causal:", torch.equal(masked, same))

# %% Backward: the gradients of query, key, value and scale
tensors = [t.clone().requires_grad_() for t in (query, key, value)]
scale = torch.tensor(0.5).requires_grad_()
q, k, v = tensors
chances = softmax(q @ k.T * scale, -1)
upstream = torch.randn(5, 3)
(chances @ v * upstream).sum().backward()
print(f"gradient of the scale {scale.grad.item():.6f}")

# %% Without positions the order of what is read does not matter
order = torch.randperm(5)
shuffled = scaled_dot_product_attention(query, key[order], value[order])
print("shuffled the same:", torch.allclose(shuffled, output))

# %% Several heads: each looks for something of its own
torch.manual_seed(4)
heads = MultiheadAttention(8, 2, batch_first=True)
text = torch.randn(1, 6, 8)
read, seen = heads(text, text, text, average_attn_weights=False)
print("weights", tuple(seen.shape), "output", tuple(read.shape))

# %% Results
results = {
    "weights": weights,
    "output": output,
    "spread": torch.stack(spread),
    "largest": torch.stack(largest),
    "causal": causal,
    "gradient of query": q.grad,
    "gradient of key": k.grad,
    "gradient of value": v.grad,
    "gradient of scale": scale.grad,
    "heads": seen,
    "read": read,
}
