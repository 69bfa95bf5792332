"""Bugs of Adam, seen over a few steps with a changing learning rate."""

import numpy as np
import torch

from .bug import Bug
from .operation import Operation, follow

TOPIC = "optimisers"


def adam(weight, dweights, lrs, beta1, beta2, eps, decay):
    """Run Adam with decay in the gradient."""
    steps = {}
    m = np.zeros_like(weight)
    v = np.zeros_like(weight)
    for step, lr in enumerate(lrs, 1):
        g = dweights[step - 1] + decay * weight
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        mhat = m / (1 - beta1**step)
        vhat = v / (1 - beta2**step)
        weight -= lr * mhat / (np.sqrt(vhat) + eps)
        steps[f"weight after step {step}"] = weight.copy()
    return steps


def torch_adam(weight, dweights, lrs, beta1, beta2, eps, decay):
    """Run torch's Adam."""
    w = torch.nn.Parameter(torch.tensor(weight))
    optimizer = torch.optim.Adam(
        [w], lr=1.0, betas=(beta1, beta2), eps=eps, weight_decay=decay
    )
    return follow(optimizer, {"weight": (w, dweights)}, lrs)


def draw_adam(rng, decay=0.0, eps=1e-3, beta1=None, beta2=None):
    """Draw three steps."""
    k = int(rng.integers(3, 8))
    return {
        "weight": rng.standard_normal(k),
        "dweights": rng.standard_normal((3, k)),
        "lrs": rng.uniform(0.05, 0.3) * rng.uniform(0.5, 0.9) ** np.arange(3),
        "beta1": rng.uniform(0.8, 0.95) if beta1 is None else beta1,
        "beta2": rng.uniform(0.97, 0.999) if beta2 is None else beta2,
        "eps": eps,
        "decay": decay,
    }


ADAM = Operation(
    name="adam",
    topic=TOPIC,
    function=adam,
    draw=draw_adam,
    reference=torch_adam,
    program=True,
)

BUGS = [
    Bug(
        name="adam-not-corrected",
        title="Adam without bias correction",
        operation=ADAM,
        right="mhat = m / (1 - beta1**step)\n        vhat = v / (1 - beta2**step)",
        wrong="mhat = m\nvhat = v",
        diagnosis="no bias correction",
        signature="the first steps are too long or too short",
    ),
    Bug(
        name="adam-second-not-corrected",
        title="Adam without bias correction of the second moment",
        operation=ADAM,
        right="vhat = v / (1 - beta2**step)",
        wrong="vhat = v",
        diagnosis="no bias correction of the second moment",
        signature="the first step is too long by 1/sqrt(1 - beta2)",
    ),
    Bug(
        name="adam-step-not-counted",
        title="Adam's bias correction with the step of the first update throughout",
        operation=ADAM,
        right="mhat = m / (1 - beta1**step)",
        wrong="mhat = m / (1 - beta1)",
        diagnosis="bias correction does not count the steps",
        signature="right at the first step",
    ),
    Bug(
        name="adam-eps-inside-root",
        title="Adam's eps inside the square root",
        operation=ADAM,
        right="(np.sqrt(vhat) + eps)",
        wrong="np.sqrt(vhat + eps)",
        diagnosis="eps inside the square root",
        hidden_by={"eps": 0.0},
        hidden_when="eps = 0; hard to see at 1e-8",
        signature="shows where the gradient is small",
    ),
    Bug(
        name="adamw-for-adam",
        title="decoupled decay (AdamW) where Adam's is meant",
        operation=ADAM,
        right="g = dweights[step - 1] + decay * weight",
        wrong="g = dweights[step - 1]\nweight *= 1 - lr * decay",
        diagnosis="decay decoupled from the gradient",
        drawn_with={"decay": 0.1},
        hidden_by={"decay": 0.0},
        hidden_when="no decay",
        signature="differs from the first step on",
    ),
]
