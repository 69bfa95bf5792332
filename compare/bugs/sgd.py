"""Bugs of SGD, seen over a few steps with a changing learning rate."""

import numpy as np
import torch

from .bug import Bug
from .operation import Operation, follow

TOPIC = "optimisers"


def sgd(weight, bias, dweights, dbiases, lrs, momentum, dampening, decay, nesterov):
    """Run SGD with momentum; only the weight decays."""
    steps = {}
    buffers = {}
    given = {"weight": (weight, dweights, decay), "bias": (bias, dbiases, 0.0)}
    for step, lr in enumerate(lrs, 1):
        for name, (parameter, gradients, wd) in given.items():
            g = gradients[step - 1]
            g = g + wd * parameter
            if step == 1:
                buffers[name] = g
            else:
                buffers[name] = momentum * buffers[name] + (1 - dampening) * g
            direction = buffers[name]
            if nesterov:
                direction = g + momentum * buffers[name]
            parameter -= lr * direction
            steps[f"{name} after step {step}"] = parameter.copy()
    return steps


def torch_sgd(
    weight, bias, dweights, dbiases, lrs, momentum, dampening, decay, nesterov
):
    """Run torch's SGD with one group that decays and one that does not."""
    w, b = (torch.nn.Parameter(torch.tensor(p)) for p in (weight, bias))
    optimizer = torch.optim.SGD(
        [{"params": [w], "weight_decay": decay}, {"params": [b]}],
        lr=1.0,
        momentum=momentum,
        dampening=dampening,
        nesterov=nesterov,
    )
    return follow(optimizer, {"weight": (w, dweights), "bias": (b, dbiases)}, lrs)


def draw_sgd(
    rng, momentum=None, dampening=0.0, decay=None, nesterov=False, constant=False
):
    """Draw three steps; the learning rate falls unless `constant`."""
    k, steps = int(rng.integers(3, 8)), 3
    lr = rng.uniform(0.05, 0.3)
    fall = 1.0 if constant else rng.uniform(0.3, 0.8)
    return {
        "weight": rng.standard_normal(k),
        "bias": rng.standard_normal(k + 1),
        "dweights": rng.standard_normal((steps, k)),
        "dbiases": rng.standard_normal((steps, k + 1)),
        "lrs": lr * fall ** np.arange(steps),
        "momentum": rng.uniform(0.55, 0.95) if momentum is None else momentum,
        "dampening": dampening,
        "decay": rng.uniform(0.05, 0.3) if decay is None else decay,
        "nesterov": nesterov,
    }


SGD = Operation(
    name="sgd",
    topic=TOPIC,
    function=sgd,
    draw=draw_sgd,
    reference=torch_sgd,
    program=True,
)
BUFFER = "buffers[name] = momentum * buffers[name] + (1 - dampening) * g"
FIRST = "buffers[name] = g\n"

BUGS = [
    Bug(
        name="sgd-ascends",
        title="the step goes up the gradient",
        operation=SGD,
        right="parameter -= lr * direction",
        wrong="parameter += lr * direction",
        diagnosis="steps up the gradient",
        signature="the update has the opposite sign",
    ),
    Bug(
        name="decay-on-bias",
        title="weight decay applied to the bias too",
        operation=SGD,
        right='"bias": (bias, dbiases, 0.0)',
        wrong='"bias": (bias, dbiases, decay)',
        diagnosis="weight decay applied to the bias",
        hidden_by={"decay": 0.0},
        hidden_when="no decay, or a bias of 0, where training starts",
        signature="the bias differs by lr * decay * bias",
    ),
    Bug(
        name="decay-decoupled",
        title="decoupled decay where decay in the gradient is meant",
        operation=SGD,
        right="g = g + wd * parameter",
        wrong="parameter -= lr * wd * parameter",
        diagnosis="decay decoupled from the gradient",
        hidden_by={"decay": 0.0},
        hidden_when="no decay; also at the first step, and without momentum",
        signature="right at the first step, differs from the second on",
    ),
    Bug(
        name="dampened-first-step",
        title="dampening applied at the first step already",
        operation=SGD,
        right=FIRST,
        wrong="buffers[name] = (1 - dampening) * g\n",
        diagnosis="dampening applied at the first step",
        drawn_with={"dampening": 0.3},
        hidden_by={"dampening": 0.0},
        hidden_when="dampening = 0, the default",
        signature="the first step is too short by 1 - dampening",
    ),
    Bug(
        name="lr-inside-momentum",
        title="learning rate inside the momentum buffer",
        operation=SGD,
        right="momentum * buffers[name] + (1 - dampening) * g",
        wrong="momentum * buffers[name] * (lrs[step - 2] / lr) + (1 - dampening) * g",
        diagnosis="learning rate inside the momentum buffer",
        hidden_by={"constant": True},
        hidden_when="a constant learning rate",
        signature="right until the learning rate changes",
    ),
    Bug(
        name="momentum-averages",
        title="momentum as a moving average: v = mu v + (1 - mu) g",
        operation=SGD,
        right="if step == 1:\n"
        + " " * 16
        + FIRST
        + " " * 12
        + "else:\n"
        + " " * 16
        + BUFFER,
        wrong="before = 0 if step == 1 else buffers[name]\n"
        "buffers[name] = momentum * before + (1 - momentum) * g",
        diagnosis="momentum as a moving average",
        hidden_by={"momentum": 0.0},
        hidden_when="no momentum",
        signature="every step is too short by 1 - momentum",
    ),
    Bug(
        name="nesterov-without-look-ahead",
        title="Nesterov without the look-ahead",
        operation=SGD,
        right="direction = g + momentum * buffers[name]",
        wrong="direction = buffers[name]",
        diagnosis="computed with nesterov=False",
        drawn_with={"nesterov": True},
        hidden_by={"nesterov": False},
        hidden_when="without nesterov",
        signature="the first step is too short by 1 + momentum",
    ),
    Bug(
        name="momentum-forgotten",
        title="momentum buffer not kept from step to step",
        operation=SGD,
        right="momentum * buffers[name] + (1 - dampening) * g",
        wrong="(1 - dampening) * g",
        diagnosis="momentum left out",
        hidden_by={"momentum": 0.0},
        hidden_when="no momentum, and at the first step",
        signature="right at the first step, differs from the second on",
    ),
]
