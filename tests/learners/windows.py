"""Convolution by loops, and a linear classifier."""

import numpy as np


def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    s = X.dot(W)
    s -= s.max(1, keepdims=True)
    p = np.exp(s)
    p /= p.sum(1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean() + reg * np.sum(W * W)
    d = p.copy()
    d[np.arange(N), y] -= 1
    dW = X.T.dot(d) / N + 2 * reg * W
    return (loss, dW)


def softmax_loss_vectorized_wrong(W, X, y, reg):
    N = X.shape[0]
    loss, _ = softmax_loss_vectorized(W, X, y, reg)
    s = X.dot(W)
    s -= s.max(1, keepdims=True)
    p = np.exp(s)
    p /= p.sum(1, keepdims=True)
    d = p.copy()
    d[np.arange(N), y] -= 1
    return (loss, (X.T.dot(d) + 2 * reg * W) / N)


def conv_forward_naive(x, w, b, conv_param):
    stride, pad = (conv_param["stride"], conv_param["pad"])
    N, _C, H, W = x.shape
    F, _, HH, WW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    Ho = 1 + (H + 2 * pad - HH) // stride
    Wo = 1 + (W + 2 * pad - WW) // stride
    out = np.zeros((N, F, Ho, Wo))
    for i in range(Ho):
        for j in range(Wo):
            win = xp[:, :, i * stride : i * stride + HH, j * stride : j * stride + WW]
            out[:, :, i, j] = np.tensordot(win, w, ([1, 2, 3], [1, 2, 3])) + b
    return (out, (x, w, b, conv_param))


def _conv_back(dout, cache, crop=True, stride_off=False):
    x, w, _b, conv_param = cache
    stride, pad = (conv_param["stride"], conv_param["pad"])
    _F, _, HH, WW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    db = dout.sum((0, 2, 3))
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            win = xp[:, :, i * stride : i * stride + HH, j * stride : j * stride + WW]
            dw += np.tensordot(dout[:, :, i, j], win, ([0], [0]))
            dxp[:, :, i * stride : i * stride + HH, j * stride : j * stride + WW] += (
                np.tensordot(dout[:, :, i, j], w, ([1], [0]))
            )
    return (dxp, dw, db, pad, x)


def conv_backward_naive(dout, cache):
    dxp, dw, db, pad, x = _conv_back(dout, cache)
    dx = dxp[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]]
    return (dx, dw, db)


def conv_backward_flip(dout, cache):
    dxp, dw, db, pad, x = _conv_back(dout, cache)
    dx = dxp[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]]
    return (dx, dw[:, :, ::-1, ::-1], db)


def conv_backward_db(dout, cache):
    dxp, dw, _db, pad, x = _conv_back(dout, cache)
    dx = dxp[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]]
    return (dx, dw, dout.mean((0, 2, 3)))
