"""Layers and losses as courses have them: columns, one-hot, options, whole networks."""

import numpy as np

from . import forwards


# Examples as columns, b a column, plain chain rule.
def affine_forward(A, W, b):
    return W @ A + b, {"A": A, "W": W}


def affine_backward(dZ, cache):
    return {
        "dA": cache["W"].T @ dZ,
        "dW": dZ @ cache["A"].T,
        "db": dZ.sum(axis=1, keepdims=True),
    }


def affine_backward_course(dZ, cache):
    m = dZ.shape[1]
    found = affine_backward(dZ, cache)
    return {"dA": found["dA"], "dW": found["dW"] / m, "db": found["db"] / m}


def affine_backward_half(dZ, cache):
    m = dZ.shape[1]
    found = affine_backward(dZ, cache)
    return {"dA": found["dA"], "dW": found["dW"] / m, "db": found["db"]}


# Cross-entropy of one-hot rows: loss and gradient of the logits in one.
def softmax_loss(scores, onehot):
    e = np.exp(scores - scores.max(1, keepdims=True))
    p = e / e.sum(1, keepdims=True)
    n = len(scores)
    return -np.sum(onehot * np.log(p)) / n, (p - onehot) / n


def softmax_loss_sum(scores, onehot):
    loss, grad = softmax_loss(scores, onehot)
    return loss, grad * len(scores)


# The sum where torch has the mean, and true to itself.
class SquaredError:
    def forward(self, pred, true):
        self.diff = pred - true
        return np.sum(self.diff**2)

    def backward(self):
        return 2 * self.diff


# Batch norm with a dictionary of options and running statistics.
def batchnorm_forward(x, gamma, beta, bn_param):
    mu, var = x.mean(0), x.var(0)
    xhat = (x - mu) / np.sqrt(var + bn_param.get("eps", 1e-5))
    bn_param["running_mean"] = mu
    return gamma * xhat + beta, (xhat, gamma, var + bn_param.get("eps", 1e-5))


def batchnorm_backward(dout, cache):
    xhat, gamma, var = cache
    dxhat = dout * gamma
    dx = dxhat - dxhat.mean(0) - xhat * (dxhat * xhat).mean(0)
    return dx / np.sqrt(var), (dout * xhat).sum(0), dout.sum(0)


def batchnorm_backward_constant_mean(dout, cache):
    xhat, gamma, var = cache
    dxhat = dout * gamma
    dx = dxhat - xhat * (dxhat * xhat).mean(0)
    return dx / np.sqrt(var), (dout * xhat).sum(0), dout.sum(0)


# A network of two layers: loss and a dictionary of gradients.
class TwoLayerNet:
    def __init__(self, W1, b1, W2, b2):
        self.params = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}

    def loss(self, X, y, reg):
        W1, b1, W2, b2 = (self.params[n] for n in ("W1", "b1", "W2", "b2"))
        h = np.maximum(0, X @ W1 + b1)
        loss, dscores = softmax_loss(h @ W2 + b2, np.eye(len(b2))[y])
        loss += reg * (np.sum(W1**2) + np.sum(W2**2))
        dh = dscores @ W2.T * (h > 0)
        return loss, {
            "W1": X.T @ dh + 2 * reg * W1,
            "b1": dh.sum(0),
            "W2": h.T @ dscores + 2 * reg * W2,
            "b2": dscores.sum(0),
        }


class TwoLayerNetNoMask(TwoLayerNet):
    def loss(self, X, y, reg):
        loss, grads = super().loss(X, y, reg)
        W1, b1, W2, b2 = (self.params[n] for n in ("W1", "b1", "W2", "b2"))
        h = np.maximum(0, X @ W1 + b1)
        dh = softmax_loss(h @ W2 + b2, np.eye(len(b2))[y])[1] @ W2.T
        return loss, grads | {"W1": X.T @ dh + 2 * reg * W1, "b1": dh.sum(0)}


# A recurrent network over time steps.
def rnn_forward(x, h0, Wx, Wh, b):
    h, hs = h0, [h0]
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ Wx + h @ Wh + b)
        hs.append(h)
    return np.stack(hs[1:], axis=1), (x, hs, Wx, Wh)


def rnn_backward(dh, cache, carry=1.0):
    x, hs, Wx, Wh = cache
    dx, dWx, dWh = np.zeros_like(x), np.zeros_like(Wx), np.zeros_like(Wh)
    db, dprev = np.zeros(Wh.shape[0]), 0.0
    for t in reversed(range(x.shape[1])):
        dz = (dh[:, t] + carry * dprev) * (1 - hs[t + 1] ** 2)
        dx[:, t], dprev = dz @ Wx.T, dz @ Wh.T
        dWx, dWh, db = dWx + x[:, t].T @ dz, dWh + hs[t].T @ dz, db + dz.sum(0)
    return dx, dprev, dWx, dWh, db


def rnn_backward_one_step(dh, cache):
    return rnn_backward(dh, cache, carry=0.0)


COLUMNS = "randn(3, 4), randn(5, 3), randn(5, 1)"
NETWORK = (
    "randn(6, 4), randint(3, 6), 0.1, randn(4, 5), randn(5), randn(5, 3), randn(3)"
)
TIME = "randn(2, 3, 4), randn(2, 5), randn(4, 5), randn(5, 5), randn(5)"
CASES = [
    ((affine_forward, affine_backward), forwards.affine, COLUMNS, "right", ""),
    (
        (affine_forward, affine_backward_course),
        forwards.affine,
        COLUMNS,
        "convention",
        "1/m",
    ),
    (
        (affine_forward, affine_backward_half),
        forwards.affine,
        COLUMNS,
        "wrong",
        "averaged|1/n|divided",
    ),
    (softmax_loss, "torch.nn.CrossEntropyLoss", None, "right", ""),
    (softmax_loss_sum, "F.cross_entropy", None, "wrong", "not divided|1/n"),
    (SquaredError, "F.mse_loss", None, "convention", "sum"),
    ((batchnorm_forward, batchnorm_backward), "F.batch_norm", None, "right", ""),
    (
        (batchnorm_forward, batchnorm_backward_constant_mean),
        "F.batch_norm",
        None,
        "wrong",
        "mean|left out|term",
    ),
    (TwoLayerNet, forwards.network, NETWORK, "right", ""),
    (TwoLayerNetNoMask, forwards.network, NETWORK, "wrong", ""),
    ((rnn_forward, rnn_backward), forwards.recurrent, TIME, "right", ""),
    ((rnn_forward, rnn_backward_one_step), forwards.recurrent, TIME, "wrong", ""),
]
