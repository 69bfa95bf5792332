"""Wrong affine maps and activations, each written in a style of its own."""

import numpy as np


# 1/m in the layer although the loss has it: a course's convention, not torch's.
def linear_forward(A, W, b):
    return np.dot(W, A) + b, (A, W, b)


def linear_backward(dZ, cache):
    A_prev, W, _ = cache
    m = A_prev.shape[1]
    dW = 1.0 / m * np.dot(dZ, A_prev.T)
    db = 1.0 / m * np.sum(dZ, axis=1, keepdims=True)
    return np.dot(W.T, dZ), dW, db


# The weight's gradient the wrong way round.
class FullyConnected:
    def __init__(self, in_features, out_features):
        self.weight = np.random.randn(out_features, in_features)
        self.bias = np.zeros(out_features)

    def forward(self, x):
        self.x = x
        return x @ self.weight.T + self.bias

    def backward(self, dy):
        self.weight_grad = self.x.T @ dy
        self.bias_grad = dy.sum(0)
        return dy @ self.weight


# The bias's gradient never summed.
def affine(x, w, b):
    def backward(dout):
        return dout @ w, dout.T @ x, dout

    return x @ w.T + b, backward


# 1 - y in place of 1 - y squared, by loops.
def tanh(x):
    out = np.empty_like(x)
    for i, row in enumerate(x):
        for j, v in enumerate(row):
            out[i, j] = np.tanh(v)
    return out


def tanh_grad(dout, out):
    return dout * (1 - out)


# The derivative of the sigmoid, applied to its output.
class Sigmoid:
    def f(self, x):
        return 0.5 * (1 + np.tanh(x / 2))

    def forward(self, x):
        self.y = self.f(x)
        return self.y

    def backward(self, dy):
        return dy * self.f(self.y) * (1 - self.f(self.y))


# A leak that leaks forward only.
def lrelu(x, alpha):
    return np.maximum(x, alpha * x), lambda g: np.where(x > 0, g, 0)


WRONG = [
    ((linear_forward, linear_backward), "torch.nn.Linear", "1/n applied twice"),
    (FullyConnected, "torch.nn.Linear", "transposed"),
    (affine, "torch.nn.functional.linear", "missing sum over axis 0"),
    ((tanh, tanh_grad), "torch.tanh", "1 - y in place of 1 - y^2"),
    (Sigmoid, "torch.nn.Sigmoid", "derivative taken at the output, not the input"),
    (lrelu, "torch.nn.LeakyReLU", "negative_slope left out"),
]
