"""Bugs of losses of numbers and of penalties."""

import numpy as np
from torch.nn import functional

import scratch

from .bug import Bug
from .operation import Operation, body, sizes

TOPIC = "regression"


def l2_penalty(weight, alpha):
    """Return alpha times the sum of squares."""
    output = alpha * (weight**2).sum()

    def backward(doutput):
        dweight = doutput * 2 * alpha * weight
        return dweight, None

    return output, backward


def l1_penalty(weight, alpha):
    """Return alpha times the sum of absolute values."""
    output = alpha * np.abs(weight).sum()

    def backward(doutput):
        dweight = doutput * alpha * np.sign(weight)
        return dweight, None

    return output, backward


def draw_pairs(rng, n=None, k=None, ties=True, **options):
    """Draw predictions and targets, some of them equal."""
    n_, k_ = sizes(rng, 2)
    input = 1.5 * rng.standard_normal((n or n_, k or k_))
    target = 1.5 * rng.standard_normal(input.shape)
    if ties and input.size > 4:
        input.flat[:2] = target.flat[:2]
    return {"input": input, "target": target, **options}


def draw_huber(rng, delta=None, n=None):
    """Draw a delta that is not 1, and errors on both sides of it."""
    delta = rng.uniform(0.3, 0.8) if delta is None else delta
    arguments = draw_pairs(rng, n=n, delta=delta)
    input, target = arguments["input"], arguments["target"]
    input.flat[2:4] = target.flat[2:4] + delta * np.array([0.4, -1.7])
    return arguments


def draw_distributions(rng, n=None, k=None):
    """Draw log-probabilities and probabilities."""
    arguments = draw_pairs(rng, n=n, k=k)
    prob = np.exp(arguments["target"])
    arguments["target"] = prob / prob.sum(1, keepdims=True)
    return {**arguments, "reduction": "batchmean"}


def draw_weights(rng, zeros=True):
    """Draw weights with exact zeros and a strength."""
    d, k = sizes(rng, 2)
    weight = rng.standard_normal((k, d))
    if zeros:
        weight.flat[rng.permutation(weight.size)[:2]] = 0.0
    return {"weight": weight, "alpha": rng.uniform(0.05, 0.4)}


def operation(function, reference, draw, gradients=("input",)) -> Operation:
    """Describe one loss or penalty."""
    return Operation(
        name=function.__name__,
        topic=TOPIC,
        function=body(function),
        draw=draw,
        reference=reference,
        gradients=gradients,
    )


MSE = operation(scratch.mse_loss, functional.mse_loss, draw_pairs)
L1 = operation(scratch.l1_loss, functional.l1_loss, draw_pairs)
HUBER = operation(scratch.huber_loss, functional.huber_loss, draw_huber)
KL = operation(scratch.kl_div, functional.kl_div, draw_distributions)
L2_PENALTY = operation(
    l2_penalty,
    lambda weight, alpha: alpha * (weight**2).sum(),
    draw_weights,
    ("weight",),
)
L1_PENALTY = operation(
    l1_penalty,
    lambda weight, alpha: alpha * weight.abs().sum(),
    draw_weights,
    ("weight",),
)

BUGS = [
    Bug(
        name="mse-by-rows",
        title="gradient of the mean squared error divided by rows, not elements",
        operation=MSE,
        right="doutput / difference.size",
        wrong="doutput / len(difference)",
        diagnosis="divided by the number of rows, not of elements",
        hidden_by={"k": 1},
        hidden_when="one output",
        signature="too large by exactly k",
    ),
    Bug(
        name="mse-without-2",
        title="factor 2 of the squared error dropped",
        operation=MSE,
        right="dinput = 2 * dloss * difference",
        wrong="dinput = dloss * difference",
        diagnosis="factor 2 dropped",
        signature="too small by exactly 2",
    ),
    Bug(
        name="mse-loss-halved",
        title="half the squared error reported, the gradient of the whole",
        operation=MSE,
        right="output = reduce(difference**2, reduction)",
        wrong="output = reduce(difference**2, reduction) / 2",
        diagnosis="factor 2 dropped",
        signature="the loss is half, the gradient is right",
    ),
    Bug(
        name="l1-slope-at-0",
        title="absolute error has slope 1 at 0",
        operation=L1,
        right="choose(difference < 0, -dloss, 0 * dloss)",
        wrong="choose(difference < 0, -dloss, dloss)",
        diagnosis="slope 1 at 0",
        hidden_by={"ties": False},
        hidden_when="no prediction equals its target",
        signature="wrong only where input == target",
    ),
    Bug(
        name="huber-without-delta",
        title="Huber's slope beyond delta is 1, not delta",
        operation=HUBER,
        right="dinput = dloss * difference.clip(-delta, delta)",
        wrong="far = size >= delta\n"
        "dinput = dloss * (difference * ~far + difference / size.clip(delta) * far)",
        diagnosis="slope 1 in place of delta beyond delta",
        hidden_by={"delta": 1.0},
        hidden_when="delta = 1, the default",
        signature="too large by 1/delta beyond delta",
    ),
    Bug(
        name="kl-by-elements",
        title="KL divergence averaged over elements, not rows",
        operation=KL,
        right="output = loss.sum() / (len(input) if input.ndim else 1)",
        wrong="output = loss.mean()",
        diagnosis="divided by the number of elements, not of rows",
        hidden_by={"k": 1},
        hidden_when="one class",
        signature="the loss is too small by exactly k",
    ),
    Bug(
        name="l2-without-2",
        title="gradient of the L2 penalty without its factor 2",
        operation=L2_PENALTY,
        right="dweight = doutput * 2 * alpha * weight",
        wrong="dweight = doutput * alpha * weight",
        diagnosis="factor 2 dropped",
        signature="too small by exactly 2",
    ),
    Bug(
        name="l1-subgradient-at-0",
        title="L1 penalty pushes weights that are exactly 0",
        operation=L1_PENALTY,
        right="dweight = doutput * alpha * np.sign(weight)",
        wrong="dweight = doutput * alpha * np.where(weight >= 0, 1, -1)",
        diagnosis="slope 1 at 0",
        hidden_by={"zeros": False},
        hidden_when="no weight is exactly 0",
        signature="wrong only where weight == 0",
    ),
]
