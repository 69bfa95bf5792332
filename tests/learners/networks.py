"""Whole passes of a course: one unit, a layer, a recurrent network."""

import numpy as np


def linear_activation_forward(A_prev, W, b, activation):
    Z = W @ A_prev + b
    A = np.maximum(0, Z) if activation == "relu" else 1 / (1 + np.exp(-Z))
    return (A, ((A_prev, W, b), (Z, activation)))


def linear_activation_backward(dA, cache):
    (A_prev, W, _b), (Z, activation) = cache
    m = A_prev.shape[1]
    dZ = (
        dA * (Z > 0)
        if activation == "relu"
        else dA * (1 / (1 + np.exp(-Z))) * (1 - 1 / (1 + np.exp(-Z)))
    )
    return (W.T @ dZ, dZ @ A_prev.T / m, dZ.sum(1, keepdims=True) / m)


def propagate(w, b, X, Y):
    m = X.shape[1]
    A = 1 / (1 + np.exp(-(w.T @ X + b)))
    cost = -(Y * np.log(A) + (1 - Y) * np.log(1 - A)).sum() / m
    dw = X @ (A - Y).T / m
    db = (A - Y).sum() / m
    return ({"dw": dw, "db": db}, cost)


def propagate_wrong(w, b, X, Y):
    g, c = propagate(w, b, X, Y)
    m = X.shape[1]
    return ({"dw": g["dw"] * m, "db": g["db"]}, c)


def rnn_forward(x, h0, Wx, Wh, b):
    N, T, _D = x.shape
    h = np.zeros((N, T, h0.shape[1]))
    cache = []
    prev = h0
    for t in range(T):
        nxt = np.tanh(x[:, t] @ Wx + prev @ Wh + b)
        cache.append((x[:, t], prev, nxt, Wx, Wh))
        prev = nxt
        h[:, t] = nxt
    return (h, cache)


def _rnn_back(dh, cache, keep=True, wrong=None):
    N, T, H = dh.shape
    x0, _, _, Wx, Wh = cache[0]
    dx = np.zeros((N, T, x0.shape[1]))
    dWx = np.zeros_like(Wx)
    dWh = np.zeros_like(Wh)
    db = np.zeros(H)
    dprev = np.zeros((N, H))
    for t in reversed(range(T)):
        xt, hp, hn, Wx, Wh = cache[t]
        d = dh[:, t] + dprev if keep else dh[:, t]
        da = d * (1 - hn**2)
        dx[:, t] = da @ Wx.T
        dprev = da @ Wh.T
        if wrong == "assign":
            dWh = hp.T @ da
        else:
            dWh += hp.T @ da
        dWx += xt.T @ da
        db += da.sum(0)
    return (dx, dprev, dWx, dWh, db)


def rnn_backward(dh, cache):
    return _rnn_back(dh, cache)


def rnn_backward_notime(dh, cache):
    return _rnn_back(dh, cache, keep=False)


def lossFun(xs, targets, hprev, Wxh, Whh, Why, bh, by):
    h, ps, _hs = ({-1: hprev}, {}, {})
    loss = 0
    T = len(targets)
    for t in range(T):
        hs_ = np.tanh(Wxh @ xs[t] + Whh @ h[t - 1] + bh)
        h[t] = hs_
        y = Why @ hs_ + by
        ps[t] = np.exp(y) / np.sum(np.exp(y))
        loss += -np.log(ps[t][targets[t], 0])
    dWxh, dWhh, dWhy = (np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why))
    dbh, dby = (np.zeros_like(bh), np.zeros_like(by))
    dhnext = np.zeros_like(h[0])
    for t in reversed(range(T)):
        dy = np.copy(ps[t])
        dy[targets[t]] -= 1
        dWhy += dy @ h[t].T
        dby += dy
        dh = Why.T @ dy + dhnext
        draw = (1 - h[t] * h[t]) * dh
        dbh += draw
        dWxh += draw @ xs[t].T
        dWhh += draw @ h[t - 1].T
        dhnext = Whh.T @ draw
    return (loss, dWxh, dWhh, dWhy, dbh, dby)


class Shallow:
    """Two layers and a loss of their own: no gradient of the data is asked for."""

    def forward(self, X, Y, W1, b1, W2, b2):
        self.X, self.Y, self.W2 = X, Y, W2
        self.A1 = np.tanh(W1 @ X + b1)
        self.A2 = 1 / (1 + np.exp(-(W2 @ self.A1 + b2)))
        m = X.shape[1]
        return -np.sum(Y * np.log(self.A2) + (1 - Y) * np.log(1 - self.A2)) / m

    def backward(self):
        dZ2 = (self.A2 - self.Y) / self.X.shape[1]
        dZ1 = (self.W2.T @ dZ2) * (1 - self.A1**2)
        return (
            self.first(dZ1),
            dZ1.sum(1, keepdims=True),
            dZ2 @ self.A1.T,
            dZ2.sum(1, keepdims=True),
        )

    def first(self, dZ1):
        return dZ1 @ self.X.T


class ShallowFrozen(Shallow):
    def first(self, dZ1):
        return None
