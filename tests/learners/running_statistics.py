"""Batch norms with right gradients: the running statistics tell them apart."""

import numpy as np


class TorchLike:
    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        self.eps, self.momentum, self.training = eps, momentum, True
        self.weight, self.bias = np.ones(num_features), np.zeros(num_features)
        self.running_mean = np.zeros(num_features)
        self.running_var = np.ones(num_features)

    def forward(self, x):
        mean, var = self.running_mean, self.running_var
        if self.training:
            mean, var = x.mean(0), x.var(0)
            self.gather(mean, var, len(x))
        self.std = np.sqrt(var + self.eps)
        self.xhat = (x - mean) / self.std
        return self.weight * self.xhat + self.bias

    def gather(self, mean, var, n):
        m = self.momentum
        self.running_mean = (1 - m) * self.running_mean + m * mean
        self.running_var = (1 - m) * self.running_var + m * var * n / (n - 1)

    def backward(self, dout):
        self.grad_weight, self.grad_bias = (dout * self.xhat).sum(0), dout.sum(0)
        d = dout * self.weight
        if not self.training:
            return d / self.std
        return (d - d.mean(0) - self.xhat * (d * self.xhat).mean(0)) / self.std


class Biased(TorchLike):
    def gather(self, mean, var, n):
        super().gather(mean, var * (n - 1) / n, n)


class Summed(TorchLike):
    def gather(self, mean, var, n):
        super().gather(mean, var, n)
        self.running_mean = self.running_mean + self.momentum * mean


class Never(TorchLike):
    def gather(self, mean, var, n):
        pass


class OtherShares(TorchLike):
    def gather(self, mean, var, n):
        super().gather(mean, var, n)
        self.running_var = 0.5 * self.running_var + 0.5 * var * n / (n - 1)


class HiddenEps(TorchLike):
    eps = property(lambda self: 1e-6, lambda self, value: None)

    def __init__(self, num_features):
        super().__init__(num_features)


def options_forward(x, gamma, beta, bn_param):
    keep = bn_param.get("momentum", 0.9)
    mean = bn_param.get("running_mean", np.zeros(x.shape[1]))
    var = bn_param.get("running_var", np.zeros(x.shape[1]))
    eps = bn_param.get("eps", 1e-5)
    if bn_param["mode"] == "test":
        return gamma * (x - mean) / np.sqrt(var + eps) + beta, None
    std = np.sqrt(x.var(0) + eps)
    xhat = (x - x.mean(0)) / std
    bn_param["running_mean"] = keep * mean + (1 - keep) * x.mean(0)
    bn_param["running_var"] = keep * var + (1 - keep) * x.var(0)
    return gamma * xhat + beta, (xhat, std, gamma)


def deviations_forward(x, gamma, beta, bn_param):
    before = bn_param.get("running_var", np.zeros(x.shape[1]))
    found = options_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        bn_param["running_var"] = 0.9 * before + 0.1 * x.std(0)
    return found


def frozen_forward(x, gamma, beta, bn_param):
    if bn_param["mode"] == "test":
        bn_param = {**bn_param, "mode": "train"}
    return options_forward(x, gamma, beta, bn_param)


def options_backward(dout, cache):
    xhat, std, gamma = cache
    d = dout * gamma
    dx = (d - d.mean(0) - xhat * (d * xhat).mean(0)) / std
    return dx, (dout * xhat).sum(0), dout.sum(0)


CASES = [
    (TorchLike, "torch.nn.BatchNorm1d", None, "right", ""),
    (Biased, "torch.nn.BatchNorm1d", None, "convention", "running_var .* biased"),
    (Summed, "torch.nn.BatchNorm1d", None, "wrong", "running_mean .* do not sum to 1"),
    (Never, "torch.nn.BatchNorm1d", None, "wrong", "running_mean is never updated"),
    (OtherShares, "batch_norm", None, "wrong", "running_var"),
    (HiddenEps, "batch_norm", None, "convention", "another eps"),
    (
        (options_forward, options_backward),
        "batch_norm",
        None,
        "convention",
        "momentum is the share .* kept.*biased",
    ),
    (
        (deviations_forward, options_backward),
        "batch_norm",
        None,
        "wrong",
        "running_var averages the standard deviation",
    ),
    (
        (frozen_forward, options_backward),
        "batch_norm",
        None,
        "wrong",
        "in evaluation its output",
    ),
]
