"""Wrong softmaxes, each written in a style of its own."""

import numpy as np


# As a sigmoid would be.
def forward(Z):
    E = np.exp(Z - np.max(Z, axis=1).reshape(-1, 1))
    return E / np.sum(E, axis=1).reshape(-1, 1)


def backward_like_sigmoid(dA, A):
    return np.multiply(dA, A * (1 - A))


# Rows and columns mixed up: features x examples, as some courses have it.
class SoftmaxColumns:
    def forward(self, X):
        X = X - X.max(axis=0)
        self.S = np.exp(X) / np.exp(X).sum(axis=0)
        return self.S

    def backward(self, dY):
        return self.S * (dY - (self.S * dY).sum(axis=0))


# No shift; the Jacobian row by row is right.
def unsafe(logits):
    p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)

    def pullback(g):
        rows = [(np.diag(q) - np.outer(q, q)) @ v for q, v in zip(p, g)]
        return np.stack(rows)

    return p, pullback


# Half a derivation: the product rule's first half.
def half(x):
    y = np.exp(x - x.max(-1, keepdims=True))
    y /= y.sum(-1, keepdims=True)
    return y, lambda dy: dy * y


# Log-softmax whose author took the upstream for one-hot.
class LogSoftmax:
    def __call__(self, scores):
        s = scores - scores.max(1)[:, np.newaxis]
        self.out = s - np.log(np.exp(s).sum(1))[:, np.newaxis]
        return self.out

    def backward(self, upstream):
        return upstream - np.exp(self.out)


# log(softmax(x)): right until it underflows.
def log_of_softmax(x):
    e = np.exp(x - x.max(1, keepdims=True))
    p = e / e.sum(1, keepdims=True)
    return np.log(p), p


def log_of_softmax_backward(dout, cache):
    return dout - cache * dout.sum(1, keepdims=True)


# The mean where the sum belongs.
def mean_inner(x):
    t = np.exp(x - x.max(axis=1, keepdims=True))
    s = t / t.sum(axis=1, keepdims=True)

    def backward(d):
        inner = np.mean(d * s, axis=1, keepdims=True)
        return s * (d - inner)

    return s, backward


WRONG = [
    (
        (forward, backward_like_sigmoid),
        "torch.softmax",
        "only the diagonal of the Jacobian",
    ),
    (SoftmaxColumns, "torch.nn.Softmax", "over axis 0 instead of 1"),
    (unsafe, "torch.nn.functional.softmax", "exp of unshifted logits"),
    (half, "softmax", "inner product of the Jacobian missing"),
    (
        LogSoftmax,
        "torch.nn.LogSoftmax",
        "row sum of the upstream gradient taken as 1",
    ),
    (
        (log_of_softmax, log_of_softmax_backward),
        "torch.nn.functional.log_softmax",
        "log of a softmax that underflowed",
    ),
    (mean_inner, "softmax", "mean in place of the sum in the inner product"),
]
