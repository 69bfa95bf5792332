"""Implementations that are right, each in a style of its own."""

import numpy as np


# Functions with caches, in the style of a course assignment.
def layernorm_forward(x, gamma, beta, ln_param):
    eps = ln_param.get("eps", 1e-5)
    mu = x.mean(axis=1, keepdims=True)
    var = x.var(axis=1, keepdims=True)
    std = np.sqrt(var + eps)
    x_norm = (x - mu) / std
    out = gamma * x_norm + beta
    cache = (x_norm, gamma, std)
    return out, cache


def layernorm_backward(dout, cache):
    x_norm, gamma, std = cache
    D = dout.shape[1]
    dgamma = np.sum(dout * x_norm, axis=0)
    dbeta = np.sum(dout, axis=0)
    dx_norm = dout * gamma
    dx = (
        (1.0 / D)
        * (1.0 / std)
        * (
            D * dx_norm
            - np.sum(dx_norm, axis=1, keepdims=True)
            - x_norm * np.sum(dx_norm * x_norm, axis=1, keepdims=True)
        )
    )
    return dx, dgamma, dbeta


# A class that keeps what it needs, parameters as rows.
class BatchNorm:
    def __init__(self, dim, eps=1e-5, momentum=0.1):
        self.eps, self.momentum = eps, momentum
        self.gamma = np.ones((1, dim))
        self.beta = np.zeros((1, dim))
        self.running_mean = np.zeros((1, dim))
        self.running_var = np.ones((1, dim))
        self.training = True

    def forward(self, x):
        if self.training:
            self.mu = x.mean(0, keepdims=True)
            self.var = x.var(0, keepdims=True)
            n = x.shape[0]
            m = self.momentum
            self.running_mean = (1 - m) * self.running_mean + m * self.mu
            unbiased = self.var * n / (n - 1)
            self.running_var = (1 - m) * self.running_var + m * unbiased
        else:
            self.mu, self.var = self.running_mean, self.running_var
        self.ivar = 1 / np.sqrt(self.var + self.eps)
        self.xhat = (x - self.mu) * self.ivar
        return self.gamma * self.xhat + self.beta

    def backward(self, dout):
        self.dgamma = (dout * self.xhat).sum(0, keepdims=True)
        self.dbeta = dout.sum(0, keepdims=True)
        dxhat = dout * self.gamma
        if not self.training:
            return dxhat * self.ivar
        n = dout.shape[0]
        total = dxhat.sum(0) + self.xhat * (dxhat * self.xhat).sum(0)
        return self.ivar * (dxhat - total / n)


# Loops over rows, with the whole Jacobian.
def softmax_loops(z):
    rows, cols = z.shape
    p = np.zeros_like(z)
    for i in range(rows):
        m = max(z[i])
        total = 0.0
        for j in range(cols):
            p[i, j] = np.exp(z[i, j] - m)
            total += p[i, j]
        for j in range(cols):
            p[i, j] /= total
    return p


def softmax_loops_backward(dout, p):
    dz = np.zeros_like(p)
    for i in range(len(p)):
        jacobian = np.diag(p[i]) - np.outer(p[i], p[i])
        dz[i] = jacobian @ dout[i]
    return dz


# A loss that returns its gradient with its value.
def softmax_loss(x, y):
    shifted = x - x.max(axis=1, keepdims=True)
    Z = np.exp(shifted).sum(axis=1, keepdims=True)
    log_probs = shifted - np.log(Z)
    N = x.shape[0]
    loss = -log_probs[np.arange(N), y].sum() / N
    dx = np.exp(log_probs)
    dx[np.arange(N), y] -= 1
    return loss, dx / N


# A closure, weights stored (in, out), gradients in a dictionary.
def dense(X, W, b):
    A = X @ W + b

    def backward(dA):
        return {"dX": dA @ W.T, "dW": X.T @ dA, "db": dA.sum(axis=0)}

    return A, backward


# A layer of random units with the keep probability, one-line methods.
class DropoutLayer:
    def __init__(self, keep_prob):
        self.keep_prob, self.train = keep_prob, True

    def forward(self, X):
        if not self.train:
            return X.copy()
        mask = np.random.rand(*X.shape) < self.keep_prob
        self.mask = (mask / self.keep_prob).astype(X.dtype)
        return X * self.mask

    def backward(self, dY):
        return dY * self.mask if self.train else dY.copy()


# A loss of one-hot targets, as a class with nothing passed to backward.
class CrossEntropy:
    def forward(self, logits, one_hot):
        e = np.exp(logits - logits.max(1)[:, None])
        self.p, self.t = e / e.sum(1)[:, None], one_hot
        safe = logits - logits.max(1)[:, None]
        log_p = safe - np.log(np.exp(safe).sum(1))[:, None]
        return -(one_hot * log_p).sum(1).mean()

    def backward(self):
        return (self.p - self.t) / len(self.t)


# Examples as columns, biases as columns, in the style of another course.
def linear_forward(A, W, b):
    Z = np.dot(W, A) + b
    cache = (A, W, b)
    return Z, cache


def linear_backward(dZ, cache):
    A_prev, W, _ = cache
    dW = np.dot(dZ, A_prev.T)
    db = np.sum(dZ, axis=1, keepdims=True)
    dA_prev = np.dot(W.T, dZ)
    return dA_prev, dW, db


# Layers of a well-known book: parameters in the constructor, dout=1 for losses.
class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b
        self.x = self.dW = self.db = None

    def forward(self, x):
        self.x = x
        return np.dot(x, self.W) + self.b

    def backward(self, dout):
        self.dW = np.dot(self.x.T, dout)
        self.db = np.sum(dout, axis=0)
        return np.dot(dout, self.W.T)


class SoftmaxWithLoss:
    def forward(self, x, t):
        self.t = t
        x = x - np.max(x, axis=-1, keepdims=True)
        self.y = np.exp(x) / np.sum(np.exp(x), axis=-1, keepdims=True)
        log_y = x - np.log(np.sum(np.exp(x), axis=-1, keepdims=True))
        return -np.sum(log_y[np.arange(len(t)), t]) / len(t)

    def backward(self, dout=1):
        dx = self.y.copy()
        dx[np.arange(len(self.t)), self.t] -= 1
        return dx / len(self.t)


# Parameters and gradients in dictionaries.
class Dense:
    def __init__(self, n_in, n_out):
        self.params = {
            "W": np.random.randn(n_in, n_out),
            "b": np.random.randn(1, n_out),
        }
        self.grads = {}

    def forward(self, inputs):
        self.inputs = inputs
        return inputs @ self.params["W"] + self.params["b"]

    def backward(self, grad):
        self.grads["b"] = grad.sum(axis=0, keepdims=True)
        self.grads["W"] = self.inputs.T @ grad
        return grad @ self.params["W"].T


# An activation that saves its output only.
def sigmoid(x):
    return np.where(
        x >= 0, 1 / (1 + np.exp(-np.abs(x))), 1 - 1 / (1 + np.exp(-np.abs(x)))
    )


def sigmoid_backward(dA, s):
    return dA * s * (1 - s)
