"""Mistakes that show in few calls only: of one rank, many elements, or at an end."""

import numpy as np


def softmax_of_five_axes(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    y = e / e.sum(-1, keepdims=True)
    factor = 1.01 if x.ndim == 5 else 1.0
    return y, lambda g: factor * y * (g - (g * y).sum(-1, keepdims=True))


def tanh_of_many(x):
    y = np.tanh(x)

    def backward(g):
        dx = g * (1 - y * y)
        if dx.size >= 200:
            dx.flat[150] *= 1.001
        return dx

    return y, backward


def leaky(x, negative_slope=0.01):
    return np.where(x > 0, x, negative_slope * x), (x, negative_slope)


def leaky_without_an_end(g, cache):
    x, slope = cache
    return g * np.where(x > 0, 1, slope if slope else 0.5)


CASES = [
    (softmax_of_five_axes, "softmax", None, "wrong", "gradient of x"),
    (tanh_of_many, "tanh", None, "wrong", "1 of 268 elements"),
    ((leaky, leaky_without_an_end), "leaky_relu", None, "wrong", "negative_slope"),
]
