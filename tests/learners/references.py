"""Forwards in torch that reports are judged by, and one call of each."""

import numpy as np
import torch
from torch.nn import functional as F

random = np.random.default_rng(0)
normal = random.standard_normal


def nll_rows(y_pred, y_true):
    return -torch.log(y_pred[torch.arange(len(y_pred)), y_true])


_p = random.random((5, 3)) + 0.1

nll_ex = (_p / _p.sum(1, keepdims=True), random.integers(0, 3, 5))


def focal(p, y, gamma=2.0):
    pt = torch.where(y == 1, p, 1 - p)
    return (-((1 - pt) ** gamma) * torch.log(pt)).mean()


focal_ex = (random.random((4, 5)) * 0.9 + 0.05, (random.random((4, 5)) > 0.5) * 1.0)


def triplet(a, p, n, margin=1.0):
    return torch.relu(((a - p) ** 2).sum(1) - ((a - n) ** 2).sum(1) + margin).mean()


triplet_ex = tuple(normal((5, 3)) for _ in range(3))


def kl(mu, logvar):
    return -0.5 * (1 + logvar - mu**2 - logvar.exp()).sum() / mu.shape[0]


kl_ex = tuple(normal((5, 3)) for _ in range(2))


def rep(mu, logvar, eps):
    return mu + eps * torch.exp(0.5 * logvar)


rep_ex = tuple(normal((5, 3)) for _ in range(3))


def att(Q, K, V):
    return F.softmax(Q @ K.transpose(1, 2) / Q.shape[-1] ** 0.5, -1) @ V


att_ex = (normal((2, 4, 3)), normal((2, 5, 3)), normal((2, 5, 6)))


def ln(x, w, b, eps=1e-05):
    return F.layer_norm(x, x.shape[-1:], w, b, eps)


ln_ex = (normal((2, 3, 4)), normal(4), normal(4))


def linact(A_prev, W, b, activation):
    Z = W @ A_prev + b
    return torch.relu(Z) if activation == "relu" else torch.sigmoid(Z)


linact_ex = (normal((3, 4)), normal((5, 3)), normal((5, 1)), "relu")


def logistic(w, b, X, Y):
    return F.binary_cross_entropy_with_logits(w.T @ X + b, Y)


logistic_ex = (normal((3, 1)), 0.3, normal((3, 5)), (random.random((1, 5)) > 0.5) * 1.0)

logistic_ex2 = (
    normal((3, 1)),
    np.array(0.3),
    normal((3, 5)),
    (random.random((1, 5)) > 0.5) * 1.0,
)


def rnn(x, h0, Wx, Wh, b):
    h, out = (h0, [])
    for t in range(x.shape[1]):
        h = torch.tanh(x[:, t] @ Wx + h @ Wh + b)
        out.append(h)
    return torch.stack(out, 1)


rnn_ex = (normal((2, 4, 3)), normal((2, 5)), normal((3, 5)), normal((5, 5)), normal(5))


def char(xs, targets, hprev, Wxh, Whh, Why, bh, by):
    h, loss = (hprev, 0)
    for x, t in zip(xs, targets):
        h = torch.tanh(Wxh @ x + Whh @ h + bh)
        loss = loss - torch.log_softmax((Why @ h + by)[:, 0], 0)[t]
    return loss


char_ex = (
    np.eye(4)[random.integers(0, 4, 3)][:, :, None],
    random.integers(0, 4, 3),
    normal((5, 1)),
    normal((5, 4)),
    normal((5, 5)),
    normal((4, 5)),
    normal((5, 1)),
    normal((4, 1)),
)


def softmax_w(W, X, y, reg):
    return F.cross_entropy(X @ W, y) + reg * (W * W).sum()


def softmax_w_ex():
    np.random.default_rng(0)
    return (normal((4, 3)), normal((5, 4)), random.integers(0, 3, 5), 0.1)


def conv(x, w, b, conv_param):
    return F.conv2d(x, w, b, conv_param["stride"], conv_param["pad"])


def conv_ex():
    np.random.default_rng(0)
    return (
        normal((2, 3, 5, 5)),
        normal((4, 3, 3, 3)),
        normal(4),
        {"stride": 2, "pad": 1},
    )


def gru(x, h, Wz, Uz, Wr, Ur, Wh, Uh):
    z = torch.sigmoid(x @ Wz + h @ Uz)
    rr = torch.sigmoid(x @ Wr + h @ Ur)
    n = torch.tanh(x @ Wh + rr * h @ Uh)
    return (1 - z) * h + z * n


gru_ex = (
    normal((2, 3)),
    normal((2, 4)),
    *[normal((3, 4)) if i % 2 == 0 else normal((4, 4)) for i in range(6)],
)


def prelu(x, a):
    return torch.where(x > 0, x, a * x)


prelu_ex = (normal((4, 5)), np.array(0.25))


def svm(W, X, y, reg):
    s = X @ W
    c = s[torch.arange(len(X)), y][:, None]
    m = torch.relu(s - c + 1) * (1 - F.one_hot(y, W.shape[1]))
    return m.sum() / len(X) + reg * (W * W).sum()


svm_ex = (normal((4, 3)), normal((5, 4)), random.integers(0, 3, 5), 0.1)


def rotary(x, cos, sin):
    a, b = x.chunk(2, -1)
    return x * cos + torch.cat((-b, a), -1) * sin


_angles = np.tile(np.arange(5)[:, None] * np.array([1.0, 0.2, 0.04]), 2)

rotary_ex = (normal((2, 5, 6)), np.cos(_angles), np.sin(_angles))


def nce(q, k, temperature):
    return F.cross_entropy(q @ k.t() / temperature, torch.arange(len(q)))


nce_ex = (normal((5, 4)), normal((5, 4)), 0.2)


def hidden(x, g, b):
    return g * (x - x.mean(0)) / torch.sqrt(x.var(0) + 1e-5) + b


hidden_ex = (normal((6, 4)), normal((1, 4)), normal((1, 4)))


def cell(xt, a_prev, parameters):
    p = parameters
    return torch.tanh(p["Wax"] @ xt + p["Waa"] @ a_prev + p["ba"])


_sizes = {"Wax": (5, 3), "Waa": (5, 5), "ba": (5, 1), "Wya": (2, 5)}

cell_ex = (normal((3, 4)), normal((5, 4)), {n: normal(s) for n, s in _sizes.items()})


def recurrent(x, h, W, U):
    hs = []
    for t in range(x.shape[1]):
        h = torch.tanh(x[:, t] @ W + h @ U)
        hs.append(h)
    return torch.stack(hs, 1)


recurrent_ex = (normal((2, 5, 3)), normal((2, 4)), normal((3, 4)), normal((4, 4)))


def shallow(X, Y, W1, b1, W2, b2):
    A2 = torch.sigmoid(W2 @ torch.tanh(W1 @ X + b1) + b2)
    return -(Y * torch.log(A2) + (1 - Y) * torch.log(1 - A2)).sum() / X.shape[1]


shallow_ex = (
    normal((4, 6)),
    random.random((1, 6)),
    *(normal(shape) for shape in [(3, 4), (3, 1), (1, 3), (1, 1)]),
)


def hinge(s, y):
    return torch.clamp(1 - s * y, min=0).mean()


hinge_ex = (normal(7), np.array([1.0, -1, 1, 1, -1, 1, -1]))


def lstm(x, h, c, Wx, Wh, b):
    i, f, o, g = (x @ Wx + h @ Wh + b).chunk(4, 1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


lstm_ex = (normal((3, 5)), normal((3, 4)), normal((3, 4)), normal((5, 16)))
lstm_ex += (normal((4, 16)), normal(16))
