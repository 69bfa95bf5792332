"""Normalisations: centred and divided, along rows, columns or groups."""

import numpy as np
import torch
import torch.nn.functional as F

from .reference import real, reference, small, total

EPS = float(np.finfo(np.float32).eps)


def normalised(x, axis, eps):
    """Return xhat, the standard deviation and how many elements share one."""
    n = x.dtype.type(np.prod([x.shape[a] for a in axis]))
    centred = x - x.sum(axis, keepdims=True) / n
    std = np.sqrt((centred * centred).sum(axis, keepdims=True) / n + x.dtype.type(eps))
    return centred / std, std, n


def affine(random, n, d):
    """Draw an input, a weight and a bias."""
    return [real(random, n, d), small(random, d), small(random, d)]


@reference(lambda x, w, b: F.layer_norm(x, x.shape[-1:], w, b), affine)
def layer_norm(x, w, b, g):
    """Normalise rows."""
    xhat, std, n = normalised(x, (-1,), 1e-5)
    dxhat = g * w
    mean = dxhat.sum(-1, keepdims=True) / n
    along = (dxhat * xhat).sum(-1, keepdims=True) / n
    dx = (dxhat - mean - xhat * along) / std
    return [xhat * w + b], [dx, (g * xhat).sum(0), g.sum(0)]


@reference(lambda x, w, b: F.batch_norm(x, None, None, w, b, True), affine)
def batch_norm(x, w, b, g):
    """Normalise columns."""
    xhat, std, n = normalised(x, (0,), 1e-5)
    dw, db = total(g * xhat, 0)[0], total(g, 0)[0]
    dx = w / std * (g - db / n - xhat * dw / n)
    return [xhat * w + b], [dx, dw, db]


@reference(
    lambda x, w: F.rms_norm(x, x.shape[-1:], w, EPS),
    lambda r, n, d: [real(r, n, d), small(r, d)],
)
def rms_norm(x, w, g):
    """Divide rows by their root mean square."""
    n = x.dtype.type(x.shape[-1])
    rms = np.sqrt(total(x * x, -1) / n + x.dtype.type(EPS))
    xhat, dxhat = x / rms, g * w
    dx = (dxhat - xhat * (total(dxhat * xhat, -1) / n)) / rms
    return [xhat * w], [dx, (g * xhat).sum(0)]


@reference(
    lambda x, w, b: F.group_norm(x, 2, w, b),
    lambda r, n, d: [real(r, n, 4, d), small(r, 4), small(r, 4)],
)
def group_norm(x, w, b, g):
    """Normalise groups of channels."""
    shape = (len(x), 2, -1)
    xhat, std, n = normalised(x.reshape(shape), (-1,), 1e-5)
    dxhat = (g * w[:, None]).reshape(shape)
    mean = dxhat.sum(-1, keepdims=True) / n
    along = (dxhat * xhat).sum(-1, keepdims=True) / n
    dx = (dxhat - mean - xhat * along) / std
    xhat = xhat.reshape(x.shape)
    dw = (g * xhat).sum((0, 2))
    return [xhat * w[:, None] + b[:, None]], [dx.reshape(x.shape), dw, g.sum((0, 2))]


@reference(
    lambda x, v, s: x @ torch._weight_norm(v, s, 0).T,
    lambda r, n, d: [real(r, n, d), small(r, d + 1, d), small(r, d + 1, 1)],
)
def weight_norm(x, v, s, g):
    """Multiply with rows of a length of their own."""
    length = np.sqrt(total(v * v, -1))
    u = v / length
    dw = g.T @ x
    ds = (dw * u).sum(-1, keepdims=True)
    return [x @ (u * s).T], [g @ (u * s), s / length * (dw - u * ds), ds]
