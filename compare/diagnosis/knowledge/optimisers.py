"""Mistakes of update rules, by running the rule with one thing changed."""

import numpy as np


def sgd_path(parameter, gradients, lrs, mu, dampening, wd, nesterov, change=""):
    """Return the parameter after every step of SGD, with `change` in the rule."""
    path, velocity, before = [], 0.0, None
    for step, lr in enumerate(lrs):
        g = gradients[step]
        if change == "stale":
            g = gradients[: step + 1].sum(0)
        if change == "decoupled":
            parameter = parameter * (1 - lr * wd)
        elif change == "half decay":
            g = g + wd * parameter / 2
        elif change == "double decay":
            g = g + 2 * wd * parameter
        elif change == "decay sign":
            g = g - wd * parameter
        elif change == "sign decay":
            g = g + wd * np.sign(parameter)
        elif change != "no decay":
            g = g + wd * parameter
        damp = 1 - dampening
        if step == 0 and change != "damped first":
            damp = 1.0
        if change == "average":
            damp = 1 - mu
        if change == "undamped":
            damp = 1.0
        carry = mu if change != "forgotten" else 0.0
        if change == "lr inside" and before is not None:
            carry = mu * before / lr
        velocity = carry * velocity + damp * g
        direction = g + mu * velocity if nesterov else velocity
        if change == "late look-ahead" and nesterov:
            direction = mu * velocity
        before = lr
        if change == "previous lr":
            lr = lrs[max(step - 1, 0)]
        if change == "first lr":
            lr = lrs[0]
        sign = -1 if change == "ascend" else 1
        parameter = parameter - sign * lr * direction
        path.append(parameter)
    return path


SGD_CHANGES = {
    "ascend": "steps up the gradient",
    "decoupled": "decay decoupled from the gradient",
    "half decay": "decay halved",
    "double decay": "factor 2 of the squared norm in the decay",
    "decay sign": "sign of the decay flipped",
    "sign decay": "L1 decay in place of L2",
    "no decay": "weight decay left out",
    "damped first": "dampening applied at the first step",
    "undamped": "dampening left out",
    "average": "momentum as a moving average",
    "forgotten": "momentum left out",
    "lr inside": "learning rate inside the momentum buffer",
    "late look-ahead": "gradient missing in the look-ahead",
    "stale": "gradients of earlier steps still added",
    "previous lr": "learning rate one step late",
    "first lr": "learning rate of the first step throughout",
}


def sgd(context, arguments, doutput):
    """Know momentum, dampening, decay and Nesterov's look-ahead."""
    lrs = arguments["lrs"]
    options = [arguments[n] for n in ("momentum", "dampening")]
    nesterov, decay = arguments["nesterov"], arguments["decay"]
    given = {
        "weight": (arguments["weight"], arguments["dweights"], decay),
        "bias": (arguments["bias"], arguments["dbiases"], 0.0),
    }
    for change, label in SGD_CHANGES.items():
        quantities = {}
        for name, (parameter, gradients, wd) in given.items():
            path = sgd_path(parameter, gradients, lrs, *options, wd, nesterov, change)
            quantities |= steps(name, path)
        context.mistake(label, **quantities)
    path = sgd_path(given["bias"][0], given["bias"][1], lrs, *options, decay, nesterov)
    context.mistake("weight decay applied to the bias", **steps("bias", path))


def steps(name, path) -> dict:
    """Name the parameter after every step."""
    return {f"{name} after step {i}": value for i, value in enumerate(path, 1)}


def adam_path(weight, gradients, lrs, beta1, beta2, eps, wd, change=""):
    """Return the weight after every step of Adam, with `change` in the rule."""
    path, m, v, vhat = [], 0.0, 0.0, 0.0
    for step, lr in enumerate(lrs, 1):
        if change == "beta1 and beta2 exchanged" and step == 1:
            beta1, beta2 = beta2, beta1
        g = gradients[step - 1]
        if change == "decoupled":
            weight = weight * (1 - lr * wd)
        elif change != "no decay":
            g = g + wd * weight
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * (g if change == "not squared" else g * g)
        t = {"from 0": step - 1, "first": 1, "one late": step + 1}.get(change, step)
        t1 = 1 if change == "first of m" else t
        t2 = 1 if change == "first of v" else t
        mhat = m if change in ("none", "none of m") else m / (1 - beta1**t1)
        vhat = v if change in ("none", "none of v") else v / (1 - beta2**t2)
        root = np.sqrt(vhat) + eps
        if change == "inside":
            root = np.sqrt(vhat + eps)
        elif change == "no root":
            root = vhat + eps
        elif change == "no eps":
            root = np.sqrt(vhat)
        elif change == "before correction":
            root = (np.sqrt(v) + eps) / np.sqrt(1 - beta2**t)
        sign = -1 if change == "ascend" else 1
        weight = weight - sign * lr * mhat / root
        path.append(weight)
    return path


ADAM_CHANGES = {
    "none": "no bias correction",
    "none of m": "no bias correction of the first moment",
    "none of v": "no bias correction of the second moment",
    "first": "bias correction does not count the steps",
    "first of m": "bias correction does not count the steps",
    "first of v": "bias correction does not count the steps",
    "one late": "bias correction counts one step too many",
    "from 0": "bias correction counts from 0",
    "inside": "eps inside the square root",
    "before correction": "eps added before the bias correction",
    "no root": "square root forgotten",
    "no eps": "eps left out",
    "not squared": "gradient not squared in the second moment",
    "decoupled": "decay decoupled from the gradient",
    "no decay": "weight decay left out",
    "ascend": "steps up the gradient",
    "beta1 and beta2 exchanged": "beta1 and beta2 exchanged",
}


def adam(context, arguments, doutput):
    """Know both moments, their correction, eps and decay."""
    names = ("weight", "dweights", "lrs", "beta1", "beta2", "eps", "decay")
    options = [arguments[name] for name in names]
    for change, label in ADAM_CHANGES.items():
        context.mistake(label, **steps("weight", adam_path(*options, change)))


KNOWLEDGE = {"sgd": sgd, "adam": adam}
