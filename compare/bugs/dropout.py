"""Bugs of dropout."""

import numpy as np

from .bug import Bug
from .operation import Operation, sizes

TOPIC = "dropout"


def dropout(input, p, training, seed):
    """Zero elements with probability p; scale the survivors by 1/(1 - p)."""
    rng = np.random.default_rng(seed)
    keep = rng.random(input.shape) >= p
    noise = (keep / (1 - p)).astype(input.dtype)
    output = input * noise if training else input.copy()

    def backward(doutput):
        dinput = doutput * noise if training else doutput.copy()
        return dinput, None, None, None

    return output, backward


def reference(input, p, training, seed):
    """Apply the same mask in torch."""
    keep = np.random.default_rng(seed).random(tuple(input.shape)) >= p
    return input * input.new_tensor(keep) / (1 - p) if training else input * 1


def draw(rng, n=None, p=None, training=True):
    """Draw rows, a probability other than 1/2, and the seed of the mask."""
    n_, k = sizes(rng, 2, low=4)
    chosen = rng.uniform(0.2, 0.42) if rng.random() < 0.5 else rng.uniform(0.58, 0.8)
    return {
        "input": rng.standard_normal((n or n_, k)),
        "p": chosen if p is None else p,
        "training": training,
        "seed": int(rng.integers(2**31)),
    }


DROPOUT = Operation(
    name="dropout", topic=TOPIC, function=dropout, draw=draw, reference=reference
)
EXACT_HALF = {"p": 0.5}
NONE = {"p": 0.0}
FORWARD = "output = input * noise if training else input.copy()"
BACKWARD = "dinput = doutput * noise if training else doutput.copy()"

BUGS = [
    Bug(
        name="dropout-not-rescaled",
        title="survivors not rescaled in training",
        operation=DROPOUT,
        right="noise = (keep / (1 - p)).astype(input.dtype)",
        wrong="noise = keep.astype(input.dtype)",
        diagnosis="survivors not rescaled by 1/(1-p)",
        hidden_by=NONE,
        hidden_when="p = 0",
        signature="too small by exactly 1 - p",
    ),
    Bug(
        name="dropout-gradient-not-rescaled",
        title="the gradient is masked, but not rescaled",
        operation=DROPOUT,
        right=BACKWARD,
        wrong="dinput = doutput * keep if training else doutput",
        diagnosis="survivors not rescaled by 1/(1-p)",
        hidden_by=NONE,
        hidden_when="p = 0",
        signature="the gradient alone is too small by 1 - p",
    ),
    Bug(
        name="dropout-rescaled-twice",
        title="mask already scaled, scaled again in the backward",
        operation=DROPOUT,
        right=BACKWARD,
        wrong="dinput = doutput * noise / (1 - p) if training else doutput",
        diagnosis="rescaled by 1/(1-p) twice",
        hidden_by=NONE,
        hidden_when="p = 0",
        signature="too large by exactly 1/(1 - p)",
    ),
    Bug(
        name="dropout-new-mask",
        title="a new mask drawn in the backward",
        operation=DROPOUT,
        right=BACKWARD,
        wrong="again = rng.random(input.shape) >= p\n"
        "dinput = doutput * again / (1 - p) if training else doutput",
        diagnosis="another mask than the forward's",
        hidden_by=NONE,
        hidden_when="p = 0",
        signature="zeros of the gradient are not where the output is zero",
    ),
    Bug(
        name="dropout-gradient-not-masked",
        title="the gradient passes through unmasked",
        operation=DROPOUT,
        right=BACKWARD,
        wrong="dinput = doutput",
        diagnosis="mask not applied",
        hidden_by=NONE,
        hidden_when="p = 0, or in evaluation",
        signature="equals the upstream gradient",
    ),
    Bug(
        name="dropout-masked-in-eval",
        title="mask applied in the backward of evaluation",
        operation=DROPOUT,
        right=BACKWARD,
        wrong="dinput = doutput * noise",
        diagnosis="mask applied in evaluation",
        drawn_with={"training": False},
        hidden_by=NONE,
        hidden_when="p = 0, or in training",
        signature="0 or 1/(1 - p) of the right gradient",
    ),
    Bug(
        name="dropout-active-in-eval",
        title="units dropped in evaluation too",
        operation=DROPOUT,
        right=FORWARD,
        wrong="output = input * noise",
        diagnosis="mask applied in evaluation",
        drawn_with={"training": False},
        hidden_by=NONE,
        hidden_when="p = 0, or in training",
        signature="zeros in the output of evaluation",
    ),
    Bug(
        name="dropout-keep-probability",
        title="p taken for the probability of keeping",
        operation=DROPOUT,
        right="keep = rng.random(input.shape) >= p\n"
        "    noise = (keep / (1 - p)).astype(input.dtype)",
        wrong="keep = rng.random(input.shape) < p\n"
        "noise = (keep / p).astype(input.dtype)",
        diagnosis="p taken for the probability of keeping",
        hidden_by={"p": 0.5, "training": False},
        hidden_when="in evaluation; statistically at p = 1/2",
        signature="the complement of the mask, scaled by 1/p",
    ),
    Bug(
        name="dropout-divided-by-p",
        title="survivors divided by p instead of 1 - p",
        operation=DROPOUT,
        right="keep / (1 - p)",
        wrong="keep / p",
        diagnosis="keep and drop probability swapped",
        hidden_by=EXACT_HALF,
        hidden_when="p = 1/2, the default",
        signature="off by exactly (1 - p)/p",
    ),
    Bug(
        name="dropout-float64",
        title="a Boolean mask divided by a float is float64",
        operation=DROPOUT,
        right="noise = (keep / (1 - p)).astype(input.dtype)",
        wrong="noise = keep / (1 - p)",
        diagnosis="float64 instead of float32",
        hidden_by={"training": False},
        hidden_when="float64 inputs; any comparison that converts first",
        signature="right values of the wrong dtype, in all layers that follow",
        dtype="float32",
    ),
]
