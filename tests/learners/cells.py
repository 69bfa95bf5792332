"""A gated cell, a slope that learns, a hinge."""

import numpy as np


def sig(x):
    return 1 / (1 + np.exp(-x))


def gru_forward(x, h, Wz, Uz, Wr, Ur, Wh, Uh):
    z = sig(x @ Wz + h @ Uz)
    r = sig(x @ Wr + h @ Ur)
    n = np.tanh(x @ Wh + r * h @ Uh)
    return ((1 - z) * h + z * n, (x, h, Wz, Uz, Wr, Ur, Wh, Uh, z, r, n))


def gru_backward(dh, cache):
    x, h, Wz, Uz, Wr, Ur, Wh, Uh, z, r, n = cache
    dz = dh * (n - h)
    dn = dh * z
    dhp = dh * (1 - z)
    dna = dn * (1 - n**2)
    dWh = x.T @ dna
    dUh = (r * h).T @ dna
    drh = dna @ Uh.T
    dr = drh * h
    dhp = dhp + drh * r
    dra = dr * r * (1 - r)
    dza = dz * z * (1 - z)
    dx = dna @ Wh.T + dra @ Wr.T + dza @ Wz.T
    dhp = dhp + dra @ Ur.T + dza @ Uz.T
    return (dx, dhp, x.T @ dza, h.T @ dza, x.T @ dra, h.T @ dra, dWh, dUh)


def gru_backward_w(dh, cache):
    x, h, Wz, Uz, Wr, Ur, Wh, Uh, z, r, n = cache
    dz = dh * (n - h)
    dn = dh * z
    dhp = dh * (1 - z)
    dna = dn * (1 - n**2)
    dWh = x.T @ dna
    dUh = h.T @ dna
    drh = dna @ Uh.T
    dr = drh * h
    dhp = dhp + drh * r
    dra = dr * r * (1 - r)
    dza = dz * z * (1 - z)
    dx = dna @ Wh.T + dra @ Wr.T + dza @ Wz.T
    dhp = dhp + dra @ Ur.T + dza @ Uz.T
    return (dx, dhp, x.T @ dza, h.T @ dza, x.T @ dra, h.T @ dra, dWh, dUh)


def prelu(x, a):
    return (np.where(x > 0, x, a * x), (x, a))


def prelu_back(dy, c):
    x, a = c
    return (np.where(x > 0, dy, a * dy), (dy * np.where(x > 0, 0, x)).sum())


def prelu_back_w(dy, c):
    x, a = c
    return (np.where(x > 0, dy, a * dy), (dy * np.where(x > 0, 0, x)).mean())


def multi_svm(W, X, y, reg):
    n = len(X)
    s = X @ W
    c = s[np.arange(n), y][:, None]
    m = np.maximum(0, s - c + 1)
    m[np.arange(n), y] = 0
    loss = m.sum() / n + reg * (W * W).sum()
    b = (m > 0) * 1.0
    b[np.arange(n), y] = -b.sum(1)
    return (loss, X.T @ b / n + 2 * reg * W)


def multi_svm_w(W, X, y, reg):
    n = len(X)
    s = X @ W
    c = s[np.arange(n), y][:, None]
    m = np.maximum(0, s - c + 1)
    m[np.arange(n), y] = 0
    loss = m.sum() / n + reg * (W * W).sum()
    b = (m > 0) * 1.0
    b[np.arange(n), y] = -1
    return (loss, X.T @ b / n + 2 * reg * W)


# LSTM, gates i f o g; what comes into the next cell state is left out.
def lstm(x, h, c, Wx, Wh, b):
    i, f, o, g = np.split(x @ Wx + h @ Wh + b, 4, axis=1)
    i, f, o, g = *(1 / (1 + np.exp(-z)) for z in (i, f, o)), np.tanh(g)
    following = f * c + i * g
    t = np.tanh(following)
    return o * t, following, (x, h, c, Wx, Wh, i, f, o, g, t)


def lstm_back_w(dh, dc, cache):
    x, h, c, Wx, Wh, i, f, o, g, t = cache
    dc = dh * o * (1 - t**2)
    gates = [dc * g * i * (1 - i), dc * c * f * (1 - f), dh * t * o * (1 - o)]
    da = np.hstack([*gates, dc * i * (1 - g**2)])
    return da @ Wx.T, da @ Wh.T, dc * f, x.T @ da, h.T @ da, da.sum(0)
