"""Losses of a whole batch."""

import numpy as np
import torch
import torch.nn.functional as F

from .reference import reference, rows_of, sigmoid, small, stable_exp, total


def labels(x):
    """Return a label for each row."""
    return torch.arange(x.shape[0]) % x.shape[1]


def focal(x):
    """Weigh the negative log-likelihood by how wrong it is."""
    log_prob = F.log_softmax(x, -1).gather(-1, labels(x)[:, None])[:, 0]
    weight = (1 - log_prob.exp()) ** 2
    return (-weight * log_prob).mean()


def logits_and_targets(random, n, d):
    """Draw logits, and probabilities as targets."""
    return [*rows_of(random, n, d), random.random((n, d))]


def pair(random, n, d):
    """Draw two matrices of one scale."""
    return [small(random, n, d) + 0.1, small(random, n, d) + 0.1]


@reference(lambda x: F.cross_entropy(x, labels(x)), rows_of)
def cross_entropy(x, g):
    """Return the mean negative log-likelihood of the labels."""
    n, t = x.dtype.type(len(x)), np.arange(len(x)) % x.shape[1]
    rows = np.arange(len(x))
    e = stable_exp(x)
    s = total(e, -1)
    log_prob = x - x.max(-1, keepdims=True) - np.log(s)
    onehot = np.zeros_like(x)
    onehot[rows, t] = 1
    return [-log_prob[rows, t].sum() / n], [(e / s - onehot) * (g / n)]


@reference(focal, rows_of)
def focal_loss(x, g):
    """Return the focal loss with exponent two."""
    n, t = x.dtype.type(len(x)), np.arange(len(x)) % x.shape[1]
    rows = np.arange(len(x))
    e = stable_exp(x)
    s = total(e, -1)
    p, log_prob = e / s, x - x.max(-1, keepdims=True) - np.log(s)
    pt, lt = p[rows, t], log_prob[rows, t]
    loss = (-((1 - pt) ** 2) * lt).sum() / n
    slope = (2 * (1 - pt) * pt * lt - (1 - pt) ** 2) * g / n
    onehot = np.zeros_like(x)
    onehot[rows, t] = 1
    return [loss], [(onehot - p) * slope[:, None]]


@reference(F.binary_cross_entropy_with_logits, logits_and_targets)
def binary_cross_entropy_with_logits(x, t, g):
    """Return the mean cross-entropy of independent probabilities."""
    n = x.dtype.type(x.size)
    loss = np.maximum(x, 0) - x * t + np.log1p(np.exp(-np.abs(x)))
    return [loss.sum() / n], [(sigmoid(x) - t) * (g / n), -x * (g / n)]


@reference(lambda a, b: F.cosine_similarity(a, b, -1), pair)
def cosine_similarity(a, b, g):
    """Return the cosine of the angle between rows."""
    na = np.sqrt((a * a).sum(-1, keepdims=True))
    nb = np.sqrt((b * b).sum(-1, keepdims=True))
    y = (a * b).sum(-1, keepdims=True) / (na * nb)
    g = g[:, None]
    da = g * (b / (na * nb) - y * a / (na * na))
    db = g * (a / (na * nb) - y * b / (nb * nb))
    return [y[:, 0]], [da, db]


@reference(torch.cdist, lambda r, n, d: [small(r, n, d), small(r, n + 1, d)])
def cdist(a, b, g):
    """Return the distances of all pairs of rows."""
    d = a[:, None] - b[None]
    y = np.sqrt((d * d).sum(-1))
    w = (g / np.where(y == 0, 1, y))[..., None] * d
    return [y], [w.sum(1), -w.sum(0)]
