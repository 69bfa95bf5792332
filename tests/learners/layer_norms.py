"""Wrong layer norms, each written in a style of its own."""

import numpy as np


# A course assignment whose author copied batch norm's backward.
def ln_fwd(x, gamma, beta, ln_param):
    eps = ln_param["eps"]
    mu = np.mean(x, axis=1)[:, None]
    sigma = np.sqrt(np.var(x, axis=1)[:, None] + eps)
    xhat = (x - mu) / sigma
    return gamma * xhat + beta, (xhat, sigma, gamma)


def ln_bwd_batch_axis(dout, cache):
    xhat, sigma, gamma = cache
    dxhat = dout * gamma
    dx = dxhat - dxhat.mean(axis=0) - xhat * np.mean(dxhat * xhat, axis=0)
    return dx / sigma, (dout * xhat).sum(axis=0), dout.sum(axis=0)


# Loops over rows; the derivative of the mean is forgotten.
def loops_backward(dy, cache):
    xhat, sigma, gamma = cache
    N, D = dy.shape
    dx = np.empty_like(dy)
    dgamma, dbeta = np.zeros(D, dy.dtype), np.zeros(D, dy.dtype)
    for i in range(N):
        s = 0.0
        for j in range(D):
            s += dy[i, j] * gamma[j] * xhat[i, j]
            dgamma[j] += dy[i, j] * xhat[i, j]
            dbeta[j] += dy[i, j]
        for j in range(D):
            dx[i, j] = (dy[i, j] * gamma[j] - xhat[i, j] * s / D) / sigma[i, 0]
    return dx, dgamma, dbeta


# A class in the style of a framework, Bessel's correction by mistake.
class LayerNormLayer:
    def __init__(self, features, eps=1e-5):
        self.weight, self.bias = np.ones(features), np.zeros(features)
        self.eps = eps

    def forward(self, inputs):
        centred = inputs - inputs.mean(-1, keepdims=True)
        d = inputs.shape[-1]
        variance = (centred**2).sum(-1, keepdims=True) / (d - 1)
        self.inv = (variance + self.eps) ** -0.5
        self.normed = centred * self.inv
        return self.normed * self.weight + self.bias

    def backward(self, grad):
        self.grad_weight = (grad * self.normed).sum(0)
        self.grad_bias = grad.sum(0)
        g = grad * self.weight
        d = grad.shape[-1]
        inner = (g * self.normed).sum(-1, keepdims=True) / (d - 1)
        return self.inv * (g - g.mean(-1, keepdims=True) - self.normed * inner)


# A closure that lets gamma slip out of the averages.
def layer_norm(x, gamma, beta, eps=1e-5):
    m = x.mean(1, keepdims=True)
    r = 1 / np.sqrt(x.var(1, keepdims=True) + eps)
    n = (x - m) * r

    def backward(g):
        dx = g - g.mean(1, keepdims=True) - n * (g * n).mean(1, keepdims=True)
        return gamma * r * dx, (g * n).sum(0), g.sum(0)

    return gamma * n + beta, backward


# eps in the wrong place, otherwise right.
def eps_outside(X, w, b, epsilon):
    mu = X.mean(-1, keepdims=True)
    sd = X.std(-1, keepdims=True) + epsilon
    Z = (X - mu) / sd
    return Z * w + b, {"Z": Z, "sd": sd, "w": w}


def eps_outside_grad(grad_out, saved):
    Z, sd, w = saved["Z"], saved["sd"], saved["w"]
    G = grad_out * w
    dX = (G - G.mean(-1, keepdims=True) - Z * (G * Z).mean(-1, keepdims=True)) / sd
    return {"dX": dX, "dw": (grad_out * Z).sum(0), "db": grad_out.sum(0)}


WRONG = [
    (
        (ln_fwd, ln_bwd_batch_axis),
        "torch.nn.functional.layer_norm",
        "averages of the backward taken over the batch",
    ),
    (
        (ln_fwd, loops_backward),
        "torch.nn.functional.layer_norm",
        "row mean treated as a constant",
    ),
    (LayerNormLayer, "torch.nn.LayerNorm", "normalised with the unbiased variance"),
    (
        layer_norm,
        "layer_norm",
        "gamma multiplied outside the averages of the backward",
    ),
    (
        (eps_outside, eps_outside_grad),
        "layer_norm",
        "eps outside the square root",
    ),
]
