"""Products of matrices: attention and a small network."""

import numpy as np
import torch
import torch.nn.functional as F

from .reference import real, reference, small


def queries(random, n, d):
    """Draw queries, keys and values."""
    m = n + 1
    return [small(random, 2, n, d), small(random, 2, m, d), real(random, 2, m, 3)]


@reference(F.scaled_dot_product_attention, queries)
def attention(q, k, v, g):
    """Mix values by the softmax of scaled products."""
    scale = q.dtype.type(1 / np.sqrt(q.shape[-1]))
    s = (q @ k.mT) * scale
    e = np.exp(s - s.max(-1, keepdims=True))
    p = e / e.sum(-1, keepdims=True)
    dv = p.mT @ g
    dp = g @ v.mT
    ds = p * (dp - (dp * p).sum(-1, keepdims=True)) * scale
    return [p @ v], [ds @ k, ds.mT @ q, dv]


def network(x, w1, b1, w2, b2, w3, b3):
    """Apply three layers."""
    hidden = torch.relu(x @ w1 + b1)
    features = torch.tanh(hidden @ w2 + b2)
    return features @ w3 + b3


def weights(random, n, d):
    """Draw an input and the parameters of three layers."""
    shapes = ((d, 7), (7,), (7, 6), (6,), (6, 2), (2,))
    return [small(random, n, d), *[small(random, *shape) for shape in shapes]]


@reference(network, weights)
def mlp(x, w1, b1, w2, b2, w3, b3, g):
    """Apply three layers and go back through them."""
    a = np.einsum("ni,ij->nj", x, w1) + b1
    h = np.maximum(a, 0)
    t = np.tanh(np.einsum("ni,ij->nj", h, w2) + b2)
    y = t @ w3 + b3
    dt = (g @ w3.T) * (1 - t * t)
    da = (dt @ w2.T) * (a > 0)
    first, second, third = x.T @ da, h.T @ dt, t.T @ g
    biases = da.sum(0), dt.sum(0), g.sum(0)
    pairs = [first, biases[0], second, biases[1], third, biases[2]]
    return [y], [da @ w1.T, *pairs]
