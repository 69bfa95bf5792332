"""Optimisers of courses and books: dictionaries, layers, objects that hold both."""

import numpy as np
import torch


def update_parameters_with_momentum(parameters, grads, v, beta, learning_rate):
    L = len(parameters) // 2
    for i in range(1, L + 1):
        v["dW" + str(i)] = beta * v["dW" + str(i)] + (1 - beta) * grads["dW" + str(i)]
        v["db" + str(i)] = beta * v["db" + str(i)] + (1 - beta) * grads["db" + str(i)]
        parameters["W" + str(i)] = (
            parameters["W" + str(i)] - learning_rate * v["dW" + str(i)]
        )
        parameters["b" + str(i)] = (
            parameters["b" + str(i)] - learning_rate * v["db" + str(i)]
        )
    return parameters, v


def update_parameters_with_adam(
    parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    L = len(parameters) // 2
    v_corrected, s_corrected = {}, {}
    for i in range(1, L + 1):
        for n in ("W", "b"):
            k = f"d{n}{i}"
            v[k] = beta1 * v[k] + (1 - beta1) * grads[k]
            v_corrected[k] = v[k] / (1 - beta1**t)
            s[k] = beta2 * s[k] + (1 - beta2) * grads[k] ** 2
            s_corrected[k] = s[k] / (1 - beta2**t)
            parameters[f"{n}{i}"] = parameters[f"{n}{i}"] - learning_rate * v_corrected[
                k
            ] / (np.sqrt(s_corrected[k]) + epsilon)
    return parameters, v, s, v_corrected, s_corrected


def adam_squared(parameters, grads, v, s, t, learning_rate=0.01):
    return update_parameters_with_adam(parameters, grads, v, s, 2, learning_rate)


class Optimizer_SGD:
    def __init__(self, learning_rate=1.0, decay=0.0, momentum=0.0):
        self.learning_rate = learning_rate
        self.current_learning_rate = learning_rate
        self.decay = decay
        self.iterations = 0
        self.momentum = momentum

    def pre_update_params(self):
        if self.decay:
            self.current_learning_rate = self.learning_rate * (
                1.0 / (1.0 + self.decay * self.iterations)
            )

    def update_params(self, layer):
        if self.momentum:
            if not hasattr(layer, "weight_momentums"):
                layer.weight_momentums = np.zeros_like(layer.weights)
                layer.bias_momentums = np.zeros_like(layer.biases)
            weight_updates = (
                self.momentum * layer.weight_momentums
                - self.current_learning_rate * layer.dweights
            )
            layer.weight_momentums = weight_updates
            bias_updates = (
                self.momentum * layer.bias_momentums
                - self.current_learning_rate * layer.dbiases
            )
            layer.bias_momentums = bias_updates
        else:
            weight_updates = -self.current_learning_rate * layer.dweights
            bias_updates = -self.current_learning_rate * layer.dbiases
        layer.weights += weight_updates
        layer.biases += bias_updates

    def post_update_params(self):
        self.iterations += 1


class Optimizer_Adam:
    def __init__(
        self, learning_rate=0.001, decay=0.0, epsilon=1e-7, beta_1=0.9, beta_2=0.999
    ):
        self.learning_rate = learning_rate
        self.current_learning_rate = learning_rate
        self.decay = decay
        self.iterations = 0
        self.epsilon = epsilon
        self.beta_1 = beta_1
        self.beta_2 = beta_2

    def pre_update_params(self):
        if self.decay:
            self.current_learning_rate = self.learning_rate * (
                1.0 / (1.0 + self.decay * self.iterations)
            )

    def update_params(self, layer):
        if not hasattr(layer, "weight_cache"):
            for n in ("weight", "bias"):
                w = layer.weights if n == "weight" else layer.biases
                setattr(layer, f"{n}_momentums", np.zeros_like(w))
                setattr(layer, f"{n}_cache", np.zeros_like(w))
        for n, d, w in (
            ("weight", layer.dweights, layer.weights),
            ("bias", layer.dbiases, layer.biases),
        ):
            m = self.beta_1 * getattr(layer, f"{n}_momentums") + (1 - self.beta_1) * d
            c = self.beta_2 * getattr(layer, f"{n}_cache") + (1 - self.beta_2) * d**2
            setattr(layer, f"{n}_momentums", m)
            setattr(layer, f"{n}_cache", c)
            mc = m / (1 - self.beta_1 ** (self.iterations + self.offset))
            cc = c / (1 - self.beta_2 ** (self.iterations + self.offset))
            w += -self.current_learning_rate * mc / (np.sqrt(cc) + self.epsilon)

    offset = 1

    def post_update_params(self):
        self.iterations += 1


class Optimizer_AdamBehind(Optimizer_Adam):
    offset = 2


class SGDParams:
    def __init__(self, parameters, lr=0.1, momentum=0.9):
        self.parameters, self.lr, self.momentum = list(parameters), lr, momentum
        self.velocities = [np.zeros_like(p.data) for p in self.parameters]

    def zero_grad(self):
        for p in self.parameters:
            p.grad = 0

    def step(self):
        for i, p in enumerate(self.parameters):
            self.velocities[i] = self.momentum * self.velocities[i] + p.grad
            p.data = p.data - self.lr * self.velocities[i]


class MyAdam(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                st = self.state[p]
                if not st:
                    st["t"] = 0
                    st["m"] = torch.zeros_like(p)
                    st["v"] = torch.zeros_like(p)
                st["t"] += 1
                b1, b2 = group["betas"]
                st["m"].mul_(b1).add_(p.grad, alpha=1 - b1)
                st["v"].mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
                mh = st["m"] / (1 - b1 ** st["t"])
                vh = st["v"] / (1 - b2 ** st["t"])
                p.sub_(group["lr"] * mh / (vh.sqrt() + group["eps"]))


def adam_one_beta(w, dw, config=None):
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-3)
    config.setdefault("beta1", 0.9)
    config.setdefault("beta2", 0.999)
    config.setdefault("epsilon", 1e-8)
    config.setdefault("m", np.zeros_like(w))
    config.setdefault("v", np.zeros_like(w))
    config.setdefault("t", 0)
    config["t"] += 1
    config["m"] = config["beta1"] * config["m"] + (1 - config["beta1"]) * dw
    config["v"] = config["beta1"] * config["v"] + (1 - config["beta2"]) * dw**2
    mt = config["m"] / (1 - config["beta1"] ** config["t"])
    vt = config["v"] / (1 - config["beta2"] ** config["t"])
    next_w = w - config["learning_rate"] * mt / (np.sqrt(vt) + config["epsilon"])
    return next_w, config


class ConfigAdam:
    def __init__(self, config):
        self.lr = config["learning_rate"]
        self.b1 = config.get("beta1", 0.9)
        self.b2 = config.get("beta2", 0.999)
        self.eps = config.get("epsilon", 1e-8)
        self.m = self.v = 0
        self.t = 0

    def step(self, w, g):
        self.t += 1
        self.m = self.b1 * self.m + (1 - self.b1) * g
        self.v = self.b2 * self.v + (1 - self.b2) * g * g
        return w - self.lr * (self.m / (1 - self.b1**self.t)) / (
            np.sqrt(self.v / (1 - self.b2**self.t)) + self.eps
        )


CASES = [
    (update_parameters_with_momentum, "torch.optim.SGD", None, "convention", "1 - mom"),
    (update_parameters_with_adam, "torch.optim.Adam", None, "right", ""),
    (adam_squared, "torch.optim.Adam", None, "wrong", "power 2"),
    (Optimizer_SGD, "torch.optim.SGD", None, "right", ""),
    (Optimizer_Adam, "torch.optim.Adam", None, "right", ""),
    (Optimizer_AdamBehind, "torch.optim.Adam", None, "wrong", "t \\+ 1 for t"),
    (SGDParams, "torch.optim.SGD", None, "right", ""),
    (MyAdam, "torch.optim.Adam", None, "right", ""),
    (
        adam_one_beta,
        "torch.optim.Adam",
        None,
        "wrong",
        r"kept with beta1.*config\['v'\] differs from torch's exp_avg_sq from step 2",
    ),
    (ConfigAdam, "torch.optim.Adam", None, "right", ""),
]
