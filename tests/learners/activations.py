"""Activations: a slope of its own function, closures, flags, objects, kinks."""

import numpy as np
import torch


# A derivative flag; the wrong one takes the output's formula at the input.
def sigmoid(x, derivative=False):
    s = 1 / (1 + np.exp(-x))
    return s * (1 - s) if derivative else s


def sigmoid_of_input(x, derivative=False):
    return x * (1 - x) if derivative else 1 / (1 + np.exp(-x))


# Two plain functions, the second of the output.
def tanh(x):
    return np.tanh(x)


def tanh_prime(y):
    return 1 - y**2


def tanh_prime_linear(x):
    return 1 - np.tanh(x)


# relu'(0) = 1 is another subgradient.
def relu(z):
    return np.maximum(0, z)


def relu_backward(dA, Z):
    dZ = np.array(dA, copy=True)
    dZ[Z < 0] = 0
    return dZ


class Elu:
    def __init__(self, alpha=0.7):
        self.alpha = alpha

    def __call__(self, x):
        return np.where(x > 0, x, self.alpha * (np.exp(x) - 1))

    def gradient(self, x):
        return np.where(x > 0, 1.0, self(x) + self.alpha)


class EluForgetsAlpha(Elu):
    def gradient(self, x):
        return np.where(x > 0, 1.0, np.exp(x))


class Softplus:
    def fprop(self, inputs):
        self.inputs = inputs
        return np.logaddexp(0, inputs)

    def bprop(self, grads):
        return grads / (1 + np.exp(-self.inputs))


class SoftplusFlipped(Softplus):
    def bprop(self, grads):
        return grads / (1 + np.exp(self.inputs))


def silu(x):
    s = 1 / (1 + np.exp(-x))
    return x * s, lambda g: g * (s + x * s * (1 - s))


def silu_half(x):
    s = 1 / (1 + np.exp(-x))
    return x * s, lambda g: g * s


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * 2 * x


class SquareTwice(Square):
    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * 4 * x


CASES = [
    (sigmoid, "sigmoid", None, "right", ""),
    (sigmoid_of_input, "torch.sigmoid", None, "wrong", ""),
    ((tanh, tanh_prime), "torch.tanh", None, "right", ""),
    ((tanh, tanh_prime_linear), "torch.tanh", None, "wrong", ""),
    ((relu, relu_backward), "F.relu", None, "convention", "subgradient"),
    (Elu, "torch.nn.ELU", None, "right", ""),
    (EluForgetsAlpha, "F.elu", None, "wrong", "negative|alpha is ignored"),
    (Softplus, "F.softplus", None, "right", ""),
    (SoftplusFlipped, "F.softplus", None, "wrong", ""),
    (silu, "F.silu", "randn(3, 4)", "right", ""),
    (silu_half, "F.silu", "randn(3, 4)", "wrong", "left out"),
    (Square, "torch.square", "randn(3, 4)", "right", ""),
    (SquareTwice, "torch.square", "randn(3, 4)", "wrong", "factor 2|twice"),
]
