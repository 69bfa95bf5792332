"""Activations: element by element, or along a row."""

import math

import numpy as np
import torch
import torch.nn.functional as F

from .reference import reference, rows_of, sigmoid, stable_exp, total


def halves(random, n, d):
    """Draw two matrices of one shape."""
    return rows_of(random, n, d) + rows_of(random, n, d)


@reference(lambda x: F.softmax(x, -1), rows_of)
def softmax(x, g):
    """Normalise exponentials."""
    e = stable_exp(x)
    y = e / total(e, -1)
    return [y], [y * g - y * total(g * y, -1)]


@reference(lambda x: torch.logsumexp(x, -1), rows_of)
def logsumexp(x, g):
    """Return the logarithm of a sum of exponentials."""
    e = stable_exp(x)
    s = total(e, -1)
    y = np.log(s) + x.max(-1, keepdims=True)
    return [y[:, 0]], [e / s * g[:, None]]


@reference(F.gelu, rows_of)
def gelu(x, g):
    """Multiply by the normal distribution function."""
    kind = x.dtype.type
    erf = np.vectorize(math.erf, otypes=[x.dtype])
    cdf = kind(0.5) * (1 + erf(x / np.sqrt(kind(2))))
    pdf = np.exp(-x * x / 2) * kind(1 / np.sqrt(2 * np.pi))
    return [x * cdf], [g * (cdf + x * pdf)]


@reference(lambda a, b: F.silu(a) * b, halves)
def swiglu(a, b, g):
    """Gate one half with the silu of the other."""
    s = sigmoid(a)
    da = g * b * (s + a * s * (1 - s))
    return [a * s * b], [da, g * a * s]


@reference(lambda x: F.normalize(x, dim=-1), rows_of)
def normalize(x, g):
    """Divide rows by their length."""
    length = np.maximum(np.sqrt(total(x * x, -1)), x.dtype.type(1e-12))
    y = x / length
    inside = np.sqrt((x * x).sum(-1, keepdims=True)) >= 1e-12
    return [y], [(g - np.where(inside, y * total(g * y, -1), 0)) / length]
