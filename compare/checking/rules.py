"""Optimisers as one rule with switches: the right one, and the mistakes people make."""

import numpy as np

RIGHT = {
    "lr": 0.01,
    "b1": 0.9,
    "b2": 0.999,
    "eps": 1e-8,
    "momentum": 0.0,
    "rho": 0.99,
    "decay": 0.0,
}
KNOWN = ("SGD", "Adam", "AdamW", "RMSprop", "Adagrad")
# words, whether it is a convention, switches
ADAM = [
    (
        "the bias correction lacks the power of the step: 1 - beta for 1 - beta "
        "** t, wrong from step 2",
        False,
        {"power": "one"},
    ),
    ("the bias correction is left out", False, {"power": "none"}),
    (
        "the bias correction has the power 2 in every step: 1 - beta ** 2 for 1 - beta "
        "** t",
        False,
        {"power": "two"},
    ),
    (
        "the bias correction has beta * t for beta ** t",
        False,
        {"power": "product"},
    ),
    (
        "the bias correction multiplies by 1 - beta ** t, where it must divide",
        False,
        {"power": "times"},
    ),
    (
        "the corrected moments are kept for the next step: they are corrected again",
        False,
        {"stored": True},
    ),
    (
        "the second moment is kept with beta1, not with beta2",
        False,
        {"v_keep": "b1"},
    ),
    (
        "the second moment is that of the first moment, not of the gradient",
        False,
        {"square": "m"},
    ),
    (
        "the bias correction counts steps from 0: one behind, t - 1 for t",
        False,
        {"power": "behind"},
    ),
    (
        "the bias correction counts one step too many: t + 1 for t",
        False,
        {"power": "ahead"},
    ),
    ("only the first moment is corrected for bias", False, {"correct": "m"}),
    ("only the second moment is corrected for bias", False, {"correct": "v"}),
    ("eps stands inside the root", True, {"eps_at": "inside"}),
    ("eps is added before the bias correction", True, {"eps_at": "before"}),
    (
        "the second moment averages gradients, not their squares",
        False,
        {"square": False},
    ),
    ("the root of the second moment is left out", False, {"root": False}),
    ("beta1 and beta2 are swapped", False, {"swap": True}),
    ("the first moment lacks its factor 1 - beta1", False, {"m_gain": "one"}),
    ("the second moment lacks its factor 1 - beta2", False, {"v_gain": "one"}),
    (
        "the first moment is left out: the gradient itself is used",
        False,
        {"m_off": True},
    ),
    ("the moments start anew in every step: they are not kept", False, {"reset": True}),
]
SGD = [
    (
        "momentum as an average: the gradient is multiplied by 1 - momentum",
        True,
        {"m_gain": "rest"},
    ),
    (
        "the velocity starts anew in every step: momentum has no effect",
        False,
        {"reset": True},
    ),
    ("Nesterov's momentum where torch's is plain", True, {"nesterov": True}),
    (
        "the gradient is added with the wrong sign to the velocity",
        False,
        {"m_gain": "minus"},
    ),
    (
        "the learning rate is applied twice: to the gradient and to the velocity",
        False,
        {"m_gain": "lr"},
    ),
    (
        "the shares are swapped: 1 - momentum of the velocity, momentum of the "
        "gradient",
        False,
        {"m_gain": "momentum", "memory": "rest"},
    ),
    (
        "the step takes the velocity of the step before: it is updated too late",
        False,
        {"late": True},
    ),
    (
        "momentum has the wrong sign: the velocity is turned around in every step",
        False,
        {"memory": "minus"},
    ),
    (
        "the learning rate multiplies the velocity's memory as well: applied twice",
        False,
        {"memory": "lr"},
    ),
]
RMS = [
    ("eps stands inside the root", True, {"eps_at": "inside"}),
    (
        "squares are summed, not averaged (as Adagrad does)",
        False,
        {"v_gain": "one", "v_keep": "one"},
    ),
    (
        "the shares of the average are swapped: decay and 1 - decay",
        False,
        {"swap": True},
    ),
    ("the average holds gradients, not their squares", False, {"square": False}),
    ("the root is left out", False, {"root": False}),
    (
        "squares are averaged, not summed (as RMSprop does)",
        False,
        {"v_gain": "rest", "v_keep": "rho"},
    ),
    ("squares are not kept from step to step", False, {"reset": True}),
]
ALL = [
    ("the step goes uphill: the sign is wrong", False, {"sign": -1.0}),
    ("weight decay is left out", False, {"decay": 0.0}),
    (
        "weight decay is applied to the weights, not to the gradient (as AdamW does)",
        False,
        {"decoupled": True},
    ),
    (
        "weight decay is added to the gradient, not to the weights (as Adam does)",
        False,
        {"decoupled": False},
    ),
    ("the learning rate is left out", False, {"lr": 1.0}),
]


def kind(name: str) -> str:
    """Return the family of an optimiser."""
    if name.startswith("Adam") or name == "NAdam":
        return "adam"
    return {"RMSprop": "rms", "Adagrad": "adagrad"}.get(name, "sgd")


def mistakes(name: str) -> list:
    """Return what may be wrong with an optimiser."""
    table = {"adam": ADAM, "rms": RMS, "adagrad": RMS, "sgd": SGD}
    return [*table[kind(name)], *ALL]


def run(name: str, options: dict, weights, gradients) -> list:
    """Return the weights after each step; with bounds, where they come with them."""
    o = RIGHT | {"decoupled": name == "AdamW"} | options
    w = weights.copy()
    m, v, found = np.zeros_like(w), np.zeros_like(w), []
    for t, g in enumerate(gradients, 1):
        if o.get("reset"):
            m, v = np.zeros_like(w), np.zeros_like(w)
        step, m, v = update(kind(name), o, t, w, g, m, v)
        if o["decoupled"]:
            w = w - o["lr"] * o["decay"] * w
        w = w - o.get("sign", 1.0) * step
        found.append(w.copy())
    return found


def update(family, o, t, w, g, m, v):
    """Return the step and the buffers after it."""
    if o["decay"] and not o["decoupled"]:
        g = g + o["decay"] * w
    if family == "sgd":
        mu, before = o["momentum"], m
        gains = {"rest": 1 - mu, "minus": -1.0, "lr": o["lr"], "momentum": mu}
        memories = {"lr": mu * o["lr"], "rest": 1 - mu, "minus": -mu}
        m = memories.get(o.get("memory"), mu) * m + gains.get(o.get("m_gain"), 1.0) * g
        if o.get("late"):
            return o["lr"] * before, m, v
        ahead = g + o["momentum"] * m
        return o["lr"] * (ahead if o.get("nesterov") else m), m, v
    b1, b2 = (
        (o["b2"], o["b1"]) if o.get("swap") and family == "adam" else (o["b1"], o["b2"])
    )
    square = g * g if o.get("square", True) else g
    if family == "adam":
        return adam(o, t, g, m, v, b1, b2)
    rho = 1 - o["rho"] if o.get("swap") else o["rho"]
    if family == "adagrad":
        keep, gain = (rho, 1 - rho) if o.get("v_keep") == "rho" else (1.0, 1.0)
    else:
        keep = 1.0 if o.get("v_keep") == "one" else rho
        gain = 1.0 if o.get("v_gain") == "one" else 1 - rho
    v = keep * v + gain * square
    return o["lr"] * scaled(g, v, o, 1.0), m, v


def adam(o, t, g, m, v, b1, b2):
    """Return Adam's step and the buffers after it."""
    m = b1 * m + (1.0 if o.get("m_gain") == "one" else 1 - b1) * g
    kind, keep = o.get("square", True), b1 if o.get("v_keep") == "b1" else b2
    square = m * m if kind == "m" else g * g if kind else g
    v = keep * v + (1.0 if o.get("v_gain") == "one" else 1 - b2) * square
    how = o.get("power")
    power = {"one": 1, "two": 2, "behind": t - 1, "ahead": t + 1}.get(how, t)
    corrected = o.get("correct", "mv") if how != "none" else ""
    rest = [1 - (b * t if how == "product" else b**power) for b in (b1, b2)]
    if how == "times":
        rest = [1 / r for r in rest]
    with np.errstate(all="ignore"):
        mhat = m / rest[0] if "m" in corrected else m
        vhat = v / rest[1] if "v" in corrected else v
        step = scaled(g if o.get("m_off") else mhat, vhat, o, np.sqrt(1 - b2**power))
    return o["lr"] * step, *((mhat, vhat) if o.get("stored") else (m, v))


def scaled(m, v, o, correction):
    """Divide by the root of the second moment."""
    with np.errstate(all="ignore"):
        if o.get("eps_at") == "inside":
            return m / np.sqrt(v + o["eps"])
        root = np.sqrt(v) if o.get("root", True) else v
        if o.get("eps_at") == "before":
            return m / (root + o["eps"] / correction)
        return m / (root + o["eps"])
