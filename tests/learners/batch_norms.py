"""Wrong batch norms, each written in a style of its own."""

import numpy as np


# The staged computation graph of a well-known blog post, with a stage left out.
def batchnorm_forward(x, gamma, beta, eps):
    N, _D = x.shape
    mu = 1.0 / N * np.sum(x, axis=0)
    xmu = x - mu
    sq = xmu**2
    var = 1.0 / N * np.sum(sq, axis=0)
    sqrtvar = np.sqrt(var + eps)
    ivar = 1.0 / sqrtvar
    xhat = xmu * ivar
    gammax = gamma * xhat
    return gammax + beta, (xhat, gamma, xmu, ivar, sqrtvar)


def batchnorm_backward(dout, cache):
    xhat, gamma, xmu, ivar, sqrtvar = cache
    N, _D = dout.shape
    dbeta = np.sum(dout, axis=0)
    dgamma = np.sum(dout * xhat, axis=0)
    dxhat = dout * gamma
    divar = np.sum(dxhat * xmu, axis=0)
    dxmu1 = dxhat * ivar
    dsqrtvar = -1.0 / (sqrtvar**2) * divar
    dvar = 0.5 * ivar * dsqrtvar
    dsq = dvar / N * np.ones(dout.shape, dout.dtype)
    dxmu2 = 2 * xmu * dsq
    dx1 = dxmu1 + dxmu2
    return dx1, dgamma, dbeta  # the blog's dmu and dx2 never made it


def batchnorm_backward_no_2(dout, cache):
    xhat, gamma, xmu, ivar, _ = cache
    N, _D = dout.shape
    dxhat = dout * gamma
    divar = np.sum(dxhat * xmu, axis=0)
    dvar = -0.5 * ivar**3 * divar
    dxmu = dxhat * ivar + xmu * dvar / N
    dx = dxmu - dxmu.mean(axis=0)
    return dx, np.sum(dout * xhat, axis=0), np.sum(dout, axis=0)


# A class with running statistics, biased, as most of them are.
class BatchNorm1D:
    def __init__(self, n_features, momentum=0.1, epsilon=1e-5):
        self.gamma, self.beta = np.ones(n_features), np.zeros(n_features)
        self.running_mean = np.zeros(n_features)
        self.running_var = np.ones(n_features)
        self.momentum, self.eps = momentum, epsilon
        self.is_training = True

    def forward(self, X):
        if self.is_training:
            mean, var = np.mean(X, 0), np.var(X, 0)
            self.running_mean += self.momentum * (mean - self.running_mean)
            self.running_var += self.momentum * (var - self.running_var)
        else:
            mean, var = self.running_mean, self.running_var
        self.rstd = 1 / np.sqrt(var + self.eps)
        self.norm = (X - mean) * self.rstd
        return self.gamma * self.norm + self.beta

    def backward(self, dL):
        self.dgamma = np.einsum("nd,nd->d", dL, self.norm)
        self.dbeta = dL.sum(0)
        if not self.is_training:
            return dL * self.gamma * self.rstd
        n = len(dL)
        inner = n * dL - self.dbeta - self.norm * self.dgamma
        return self.gamma * self.rstd / n * inner


# The same, with the running statistics of another convention.
class KerasLike(BatchNorm1D):
    def forward(self, X):
        if not self.is_training:
            return super().forward(X)
        n = len(X)
        m = self.momentum
        mean, var = X.mean(0), X.var(0)
        self.running_mean = m * self.running_mean + (1 - m) * mean
        self.running_var = m * self.running_var + (1 - m) * var * n / (n - 1)
        self.rstd = (var + self.eps) ** -0.5
        self.norm = (X - mean) * self.rstd
        return self.gamma * self.norm + self.beta


# A closure without gamma in the way back, and column loops.
def bn(x, w, b, eps=1e-5):
    y, xhat, r = np.empty_like(x), np.empty_like(x), np.empty(x.shape[1], x.dtype)
    for c in range(x.shape[1]):
        col = x[:, c]
        r[c] = 1 / np.sqrt(((col - col.mean()) ** 2).mean() + eps)
        xhat[:, c] = (col - col.mean()) * r[c]
        y[:, c] = xhat[:, c] * w[c] + b[c]

    def backward(g):
        dx = np.empty_like(x)
        for c in range(x.shape[1]):
            gc, h = g[:, c], xhat[:, c]
            dx[:, c] = r[c] * (gc - gc.mean() - h * (gc * h).mean())
        return dx, (g * xhat).sum(0), g.sum(0)

    return y, backward


# Evaluation's formula, and gamma's gradient from the raw input.
def frozen(x, gamma, beta, epsilon=1e-5):
    std = np.sqrt(x.var(axis=0) + epsilon)
    out = gamma * (x - x.mean(axis=0)) / std + beta
    return out, (x, gamma, std)


def frozen_backward(dout, cache):
    x, gamma, std = cache
    xhat = (x - x.mean(0)) / std
    return dout * gamma / std, (dout * xhat).sum(0), dout.sum(0)


def raw_gamma_backward(dout, cache):
    x, gamma, std = cache
    xhat, n = (x - x.mean(0)) / std, len(x)
    dx = gamma / std / n * (n * dout - dout.sum(0) - xhat * (dout * xhat).sum(0))
    return dx, (dout * x).sum(0), dout.sum(0)


# An assignment's own conventions, which are not torch's.
def bn_forward(x, gamma, beta, bn_param):
    mode, eps = bn_param["mode"], bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    D = x.shape[1]
    running_mean = bn_param.get("running_mean", np.zeros(D, dtype=x.dtype))
    running_var = bn_param.get("running_var", np.zeros(D, dtype=x.dtype))
    if mode == "train":
        mu, var = x.mean(axis=0), x.var(axis=0)
        running_mean = momentum * running_mean + (1 - momentum) * mu
        running_var = momentum * running_var + (1 - momentum) * var
    else:
        mu, var = running_mean, running_var
    xhat = (x - mu) / np.sqrt(var + eps)
    bn_param["running_mean"], bn_param["running_var"] = running_mean, running_var
    return gamma * xhat + beta, (mode, xhat, gamma, np.sqrt(var + eps))


def bn_backward(dout, cache):
    mode, xhat, gamma, std = cache
    dgamma, dbeta = (dout * xhat).sum(0), dout.sum(0)
    dxhat = dout * gamma
    if mode == "train":
        dxhat = dxhat - dxhat.mean(0) - xhat * (dxhat * xhat).mean(0)
    return dxhat / std, dgamma, dbeta


WRONG = [
    (
        (bn_forward, bn_backward),
        "batch_norm",
        "1 - momentum in place of momentum",
    ),
    (
        (batchnorm_forward, batchnorm_backward),
        "torch.nn.functional.batch_norm",
        "batch mean treated as a constant",
    ),
    (
        (batchnorm_forward, batchnorm_backward_no_2),
        "torch.nn.functional.batch_norm",
        "factor 2 of the variance's derivative forgotten",
    ),
    (
        BatchNorm1D,
        "torch.nn.BatchNorm1d",
        "running_var updated with the biased variance",
    ),
    (KerasLike, "torch.nn.BatchNorm1d", "1 - momentum in place of momentum"),
    (bn, "batch_norm", "gamma forgotten in the backward"),
    (
        (frozen, frozen_backward),
        "batch_norm",
        "batch mean and variance treated as constants",
    ),
    (
        (frozen, raw_gamma_backward),
        "batch_norm",
        "gamma's gradient taken with the raw input",
    ),
]
