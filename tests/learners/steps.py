"""Optimisers: objects, functions with settings, lists and dictionaries."""

import numpy as np


class Momentum:
    def __init__(self, lr=0.05, momentum=0.8):
        self.lr, self.momentum, self.v = lr, momentum, None

    def update(self, params, grads):
        if self.v is None:
            self.v = {k: np.zeros_like(p) for k, p in params.items()}
        for k in params:
            self.v[k] = self.momentum * self.v[k] - self.lr * grads[k]
            params[k] += self.v[k]


class MomentumReset(Momentum):
    def update(self, params, grads):
        self.v = None
        super().update(params, grads)


def rmsprop(w, dw, config=None):
    config.setdefault("cache", np.zeros_like(w))
    rate = config["decay_rate"]
    config["cache"] = rate * config["cache"] + (1 - rate) * dw**2
    step = config["learning_rate"] * dw
    return w - step / (np.sqrt(config["cache"]) + config["epsilon"]), config


def rmsprop_swapped(w, dw, config=None):
    config.setdefault("cache", np.zeros_like(w))
    rate = config["decay_rate"]
    config["cache"] = (1 - rate) * config["cache"] + rate * dw**2
    step = config["learning_rate"] * dw
    return w - step / (np.sqrt(config["cache"]) + config["epsilon"]), config


class AdagradOnLists:
    def __init__(self, params, lr=0.1):
        self.params, self.lr = params, lr
        self.sums = [np.zeros_like(p) for p in params]

    def step(self, grads):
        for p, g, s in zip(self.params, grads, self.sums):
            s += g * g
            p -= self.lr * g / (np.sqrt(s) + 1e-10)


class AdamBehind:
    def __init__(self, alpha=0.01, beta1=0.9, beta2=0.99, epsilon=1e-8):
        self.alpha, self.beta1, self.beta2 = alpha, beta1, beta2
        self.epsilon, self.m, self.s, self.t = epsilon, 0.0, 0.0, 1

    def update(self, w, g):
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.s = self.beta2 * self.s + (1 - self.beta2) * g**2
        m = self.m / (1 - self.beta1**self.t)
        s = self.s / (1 - self.beta2**self.t)
        return w - self.alpha * m / (np.sqrt(s) + self.epsilon)


CASES = [
    (Momentum, "torch.optim.SGD", None, "right", ""),
    (MomentumReset, "torch.optim.SGD", None, "wrong", "anew|no effect"),
    (rmsprop, "torch.optim.RMSprop", None, "right", ""),
    (rmsprop_swapped, "torch.optim.RMSprop", None, "wrong", "swapped"),
    (AdagradOnLists, "torch.optim.Adagrad", None, "right", ""),
    (AdamBehind, "torch.optim.Adam", None, "wrong", "t \\+ 1|one step"),
]
