"""Losses and operations as pairs of functions."""

import numpy as np


def mse(y_true, y_pred):
    return np.mean(np.power(y_true - y_pred, 2))


def mse_prime_w(y_true, y_pred):
    return 2 * (y_true - y_pred) / np.size(y_true)


def focal(p, y, gamma=2.0):
    pt = np.where(y == 1, p, 1 - p)
    return np.mean(-((1 - pt) ** gamma) * np.log(pt))


def focal_grad(p, y, gamma=2.0):
    pt = np.where(y == 1, p, 1 - p)
    d = gamma * (1 - pt) ** (gamma - 1) * np.log(pt) - (1 - pt) ** gamma / pt
    return np.where(y == 1, d, -d) / p.size


def focal_grad_w(p, y, gamma=2.0):
    pt = np.where(y == 1, p, 1 - p)
    d = -((1 - pt) ** gamma) / pt
    return np.where(y == 1, d, -d) / p.size


def triplet_forward(a, p, n, margin=1.0):
    dp = ((a - p) ** 2).sum(1)
    dn = ((a - n) ** 2).sum(1)
    loss = np.maximum(0, dp - dn + margin)
    return (loss.mean(), (a, p, n, loss))


def triplet_backward(cache):
    a, p, n, loss = cache
    m = (loss > 0)[:, None] / len(a)
    return (2 * (n - p) * m, -2 * (a - p) * m, 2 * (a - n) * m)


def triplet_backward_w(cache):
    a, p, n, loss = cache
    m = (loss > 0)[:, None] / len(a)
    return (2 * (p - n) * m, -2 * (a - p) * m, 2 * (a - n) * m)


def kl_forward(mu, logvar):
    return (
        -0.5 * np.sum(1 + logvar - mu**2 - np.exp(logvar)) / mu.shape[0],
        (mu, logvar),
    )


def kl_backward(cache):
    mu, logvar = cache
    return (mu / mu.shape[0], 0.5 * (np.exp(logvar) - 1) / mu.shape[0])


def kl_backward_w(cache):
    mu, logvar = cache
    return (mu / mu.shape[0], 0.5 * np.exp(logvar) / mu.shape[0])


def reparam(mu, logvar, eps):
    return (mu + eps * np.exp(0.5 * logvar), (logvar, eps))


def reparam_backward(dz, cache):
    logvar, eps = cache
    return (dz, dz * eps * 0.5 * np.exp(0.5 * logvar))


def reparam_backward_w(dz, cache):
    logvar, eps = cache
    return (dz, dz * eps * np.exp(0.5 * logvar))


def attention_forward(Q, K, V):
    d = Q.shape[-1]
    S = Q @ K.transpose(0, 2, 1) / np.sqrt(d)
    P = np.exp(S - S.max(-1, keepdims=True))
    P /= P.sum(-1, keepdims=True)
    return (P @ V, (Q, K, V, P))


def attention_backward(dO, cache):
    Q, K, V, P = cache
    d = Q.shape[-1]
    dV = P.transpose(0, 2, 1) @ dO
    dP = dO @ V.transpose(0, 2, 1)
    dS = P * (dP - (dP * P).sum(-1, keepdims=True)) / np.sqrt(d)
    return (dS @ K, dS.transpose(0, 2, 1) @ Q, dV)


def attention_backward_noscale(dO, cache):
    dQ, dK, dV = attention_backward(dO, cache)
    s = np.sqrt(cache[0].shape[-1])
    return (dQ * s, dK * s, dV)


def layernorm_forward(x, w, b, eps=1e-05):
    _B, _T, C = x.shape
    mean = x.sum(-1, keepdims=True) / C
    xs = x - mean
    var = (xs**2).sum(-1, keepdims=True) / C
    rstd = (var + eps) ** (-0.5)
    norm = xs * rstd
    return (norm * w + b, (x, w, mean, rstd))


def layernorm_backward(dout, cache):
    x, w, mean, rstd = cache
    norm = (x - mean) * rstd
    db = dout.sum((0, 1))
    dw = (dout * norm).sum((0, 1))
    dnorm = dout * w
    dx = (
        dnorm
        - dnorm.mean(-1, keepdims=True)
        - norm * (dnorm * norm).mean(-1, keepdims=True)
    )
    return (dx * rstd, dw, db)


def layernorm_backward_b(dout, cache):
    dx, dw, _db = layernorm_backward(dout, cache)
    return (dx, dw, dout.sum(0))


def logsumexp(x):
    m = x.max(1, keepdims=True)
    s = np.exp(x - m).sum(1, keepdims=True)
    return ((m + np.log(s))[:, 0], x)


def logsumexp_back(g, x):
    e = np.exp(x - x.max(1, keepdims=True))
    return g[:, None] * e / e.sum(1, keepdims=True)


def logsumexp_back_w(g, x):
    return g[:, None] * np.exp(x)


def log_softmax(x):
    s = x - x.max(-1, keepdims=True)
    return s - np.log(np.exp(s).sum(-1, keepdims=True))


def log_softmax_backward(grad_output, output):
    return grad_output - np.exp(output) * grad_output.sum(-1, keepdims=True)


def log_softmax_backward_w(grad_output, output):
    return grad_output - np.exp(output)


# Cosine of rows; the gradient without its projection.
def cosine(a, b):
    na, nb = np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1)
    return (a * b).sum(1) / (na * nb)


def cosine_back_w(d, a, b):
    na = np.linalg.norm(a, axis=1, keepdims=True)
    nb = np.linalg.norm(b, axis=1, keepdims=True)
    return d[:, None] * b / (na * nb), d[:, None] * a / (na * nb)


# Hinge of signs; the gradient without the margin.
def hinge(s, y):
    return np.mean(np.maximum(0, 1 - s * y))


def hinge_grad_w(s, y):
    return np.where(s * y > 0, -y, 0) / s.size
