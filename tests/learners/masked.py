"""Attention with masks of every kind, losses with weights."""

import numpy as np


def softmax(s):
    e = np.exp(s - s.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def passed_back(dout, q, k, v, p):
    dv = np.swapaxes(p, -1, -2) @ dout
    dp = dout @ np.swapaxes(v, -1, -2)
    ds = p * (dp - (dp * p).sum(-1, keepdims=True)) / np.sqrt(q.shape[-1])
    return ds @ k, np.swapaxes(ds, -1, -2) @ q, dv


def scores(q, k):
    return q @ np.swapaxes(k, -1, -2) / np.sqrt(q.shape[-1])


# True is seen, as torch has it.
def attend(q, k, v, mask=None):
    s = scores(q, k)
    if mask is not None:
        s = np.where(mask, s, -1e9)
    p = softmax(s)
    return p @ v, (q, k, v, p)


def attend_back(dout, cache):
    return passed_back(dout, *cache)


# The mask the other way round in the forward alone: another function.
def attend_forgets(q, k, v, mask=None):
    out, (q, k, v, _) = attend(q, k, v, mask)
    return out, (q, k, v, softmax(scores(q, k)))


# True is hidden.
def hide(q, k, v, mask=None):
    return attend(q, k, v, None if mask is None else ~mask)


# 1 is hidden, as a number times -1e9.
def hide_numbers(q, k, v, mask=None):
    s = scores(q, k)
    if mask is not None:
        s = s + mask * -1e9
    p = softmax(s)
    return p @ v, (q, k, v, p)


# 0 is hidden.
def keep_numbers(q, k, v, mask=None):
    return attend(q, k, v, None if mask is None else mask != 0)


# What is added to the scores.
def additive(q, k, v, mask=None):
    s = scores(q, k)
    if mask is not None:
        s += mask
    p = softmax(s)
    return p @ v, (q, k, v, p)


# Required, and used again in the backward, where it is forgotten.
def required(q, k, v, mask):
    return attend(q, k, v, mask)[0]


def required_back(dout, q, k, v, mask):
    return passed_back(dout, *attend(q, k, v, mask)[1])


def required_back_w(dout, q, k, v, mask):
    return passed_back(dout, *attend(q, k, v)[1])


# A flag, of equal lengths alone.
def causal(q, k, v, causal=False):
    n = q.shape[-2]
    return attend(q, k, v, np.tril(np.ones((n, n), bool)) if causal else None)


of_causal = causal


def causal_forgets(q, k, v, causal=False):
    out, (q, k, v, _) = of_causal(q, k, v, causal)
    return out, (q, k, v, softmax(scores(q, k)))


# Always.
def always(q, k, v):
    n, m = q.shape[-2], k.shape[-2]
    return attend(q, k, v, np.tril(np.ones((n, m), bool)))


# Taken, and ignored.
def ignores(q, k, v, mask=None):
    return attend(q, k, v)


# Weights of classes: torch divides by their sum.
def weighted(x, y, class_weights=None):
    w = np.ones(x.shape[1]) if class_weights is None else class_weights
    p, rows = softmax(x), np.arange(len(y))
    return -(w[y] * np.log(p[rows, y])).sum() / w[y].sum(), (p, y, w)


def weighted_back(cache):
    p, y, w = cache
    d = p.copy()
    d[np.arange(len(y)), y] -= 1
    return d * w[y][:, None] / w[y].sum()


def weighted_back_w(cache):
    p, y, w = cache
    d = p.copy()
    d[np.arange(len(y)), y] -= 1
    return d * w[y][:, None] / len(y)


# A weight of what is positive.
def positive(z, y, pos_weight=None):
    w = 1.0 if pos_weight is None else pos_weight
    p = 1 / (1 + np.exp(-z))
    return -np.mean(w * y * np.log(p) + (1 - y) * np.log(1 - p))


def positive_grad(z, y, pos_weight=None):
    w = 1.0 if pos_weight is None else pos_weight
    p = 1 / (1 + np.exp(-z))
    return ((1 - y) * p - w * y * (1 - p)) / z.size


def positive_grad_w(z, y, pos_weight=None):
    return (1 / (1 + np.exp(-z)) - y) / z.size
