"""Wrong dropouts, each written in a style of its own."""

import numpy as np


# The original paper's, without the scale: right at neither end of today's.
class PaperDropout:
    def __init__(self, p):
        self.p = p
        self.training = True

    def forward(self, x):
        if not self.training:
            return x * 1
        self.kept = np.random.uniform(size=x.shape) > self.p
        return x * self.kept

    def backward(self, grad):
        return grad * self.kept if self.training else grad * 1


# A gradient that never heard of the mask.
def dropout_forward(x, dropout_param):
    p, mode = dropout_param["p"], dropout_param["mode"]
    mask = None
    out = x.copy()
    if mode == "train":
        mask = (np.random.rand(*x.shape) < 1 - p) / (1 - p)
        out = (x * mask).astype(x.dtype)
    return out, (dropout_param, mask)


def dropout_backward(dout, cache):
    return dout.copy()


# Draws again on the way back.
def redraw(x, drop_prob):
    def mask():
        return (np.random.random_sample(x.shape) >= drop_prob).astype(x.dtype)

    out = x * mask() / (1 - drop_prob)
    return out, lambda g: g * mask() / (1 - drop_prob)


# p is what is kept here, whatever torch thinks.
class KeepP:
    def __init__(self, p=0.5):
        self.p = p

    def forward(self, inputs):
        self.m = np.random.binomial(1, self.p, size=inputs.shape)
        self.m = (self.m / self.p).astype(inputs.dtype)
        return inputs * self.m

    def backward(self, d):
        return d * self.m


# Scaled in the mask, and once more in the backward.
def scaled_twice(X, rate):
    M = ((np.random.rand(*X.shape) > rate) / (1 - rate)).astype(X.dtype)
    return X * M, (M, rate)


def scaled_twice_backward(dY, cache):
    M, rate = cache
    return dY * M / (1 - rate)


# Forgets to switch off.
class AlwaysOn:
    def __init__(self, p=0.5):
        self.p, self.training = p, True

    def forward(self, x):
        keep = np.random.rand(*x.shape) >= self.p
        self.noise = (keep / (1 - self.p)).astype(x.dtype)
        return x * self.noise

    def backward(self, dout):
        return dout * self.noise


WRONG = [
    (PaperDropout, "torch.nn.Dropout", "survivors not rescaled by 1/(1-p)"),
    (
        (dropout_forward, dropout_backward),
        "torch.nn.functional.dropout",
        "mask not applied",
    ),
    (redraw, "dropout", "another mask than the forward's"),
    (KeepP, "torch.nn.Dropout", "p taken for the probability of keeping"),
    (
        (scaled_twice, scaled_twice_backward),
        "dropout",
        "rescaled by 1/(1-p) twice",
    ),
    (AlwaysOn, "torch.nn.Dropout", "mask applied in evaluation"),
]
