"""Losses by their formula alone, where torch guards a logarithm or a division."""

import numpy as np
import torch
from torch.nn import functional as F

random = np.random.default_rng(0)
normal = random.standard_normal


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# Two layers, A2 - Y.
def network(W1, b1, W2, b2, X, Y):
    m = X.shape[1]
    A1 = np.tanh(W1 @ X + b1)
    A2 = sigmoid(W2 @ A1 + b2)
    cost = -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / m
    dZ2 = A2 - Y
    dW2 = dZ2 @ A1.T / m
    db2 = dZ2.sum(1, keepdims=True) / m
    dZ1 = W2.T @ dZ2 * (1 - A1**2)
    dW1 = dZ1 @ X.T / m
    db1 = dZ1.sum(1, keepdims=True) / m
    return cost, {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}


# The slope of tanh without its square.
def network_w(W1, b1, W2, b2, X, Y):
    m = X.shape[1]
    A1 = np.tanh(W1 @ X + b1)
    cost, grads = network(W1, b1, W2, b2, X, Y)
    dZ1 = W2.T @ (sigmoid(W2 @ A1 + b2) - Y) * (1 - A1)
    db1 = dZ1.sum(1, keepdims=True) / m
    return cost, grads | {"dW1": dZ1 @ X.T / m, "db1": db1}


def of_network(W1, b1, W2, b2, X, Y):
    return F.binary_cross_entropy(torch.sigmoid(W2 @ torch.tanh(W1 @ X + b1) + b2), Y)


network_ex = (normal((4, 3)), normal((4, 1)), normal((1, 4)), normal((1, 1)))
network_ex += (normal((3, 6)), np.array([[0.0, 1, 1, 0, 1, 0]]))


# A discriminator: both halves of the loss by their logarithms.
def gan(real, fake):
    return -np.mean(np.log(sigmoid(real))) - np.mean(np.log(1 - sigmoid(fake)))


def gan_grad(real, fake):
    return -(1 - sigmoid(real)) / real.size, sigmoid(fake) / fake.size


def gan_grad_w(real, fake):
    return -sigmoid(real) / real.size, sigmoid(fake) / fake.size


def of_gan(real, fake):
    one, zero = torch.ones_like(real), torch.zeros_like(fake)
    return F.binary_cross_entropy(real.sigmoid(), one) + F.binary_cross_entropy(
        fake.sigmoid(), zero
    )


gan_ex = (normal((5, 1)), normal((4, 1)))


# Rows of length one, by no eps.
def unit_rows(x):
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def unit_rows_grad(dy, x):
    size = np.linalg.norm(x, axis=1, keepdims=True)
    y = x / size
    return (dy - y * (dy * y).sum(1, keepdims=True)) / size


def unit_rows_grad_w(dy, x):
    return dy / np.linalg.norm(x, axis=1, keepdims=True)


# An eps in the norm, and in the logarithm.
def rows_with_eps(x):
    return x / (np.linalg.norm(x, axis=1, keepdims=True) + 1e-12)


def rows_with_eps_grad(dy, x):
    size = np.linalg.norm(x, axis=1, keepdims=True)
    s = size + 1e-12
    along = (dy * x).sum(1, keepdims=True) / np.maximum(size, 1e-30)
    return dy / s - x * along / s**2


def rows_with_eps_grad_w(dy, x):
    size = np.linalg.norm(x, axis=1, keepdims=True)
    s = size + 1e-12
    along = (dy * x).sum(1, keepdims=True) / np.maximum(size, 1e-30)
    return dy / s + x * along / s**2


def probabilities(x):
    e = np.exp(x - x.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def entropy(x, t):
    return -np.mean(np.log(probabilities(x)[np.arange(len(t)), t] + 1e-8))


def entropy_grad(x, t):
    return (probabilities(x) - np.eye(x.shape[1])[t]) / len(t)


def entropy_grad_w(x, t):
    return probabilities(x) - np.eye(x.shape[1])[t]
