"""Bugs of losses of class scores and probabilities."""

import numpy as np
from torch.nn import functional

import scratch
from scratch.losses.class_indices import class_indices

from .bug import Bug
from .operation import Operation, body, sizes

TOPIC = "losses"


def draw_classes(rng, n=None, uniform=True, ignored=0, smoothing=0.0):
    """Draw logits, labels and class weights; the first rows are ignored."""
    n_, k = sizes(rng, 2, low=5)
    n = n or n_
    target = rng.integers(0, k, n)
    target[:ignored] = -100
    weight = np.ones(k) if uniform else rng.uniform(0.2, 3.0, k)
    return {
        "input": 1.5 * rng.standard_normal((n, k)),
        "target": target,
        "weight": weight,
        "ignore_index": -100,
        "reduction": "mean",
        "label_smoothing": smoothing,
    }


def draw_probabilities(rng, n=None, extreme=True):
    """Draw probabilities, some near 0 or 1, and answers of 0 or 1."""
    n_, k = sizes(rng, 2)
    input = rng.uniform(0.05, 0.95, (n or n_, k))
    target = rng.integers(0, 2, input.shape).astype(float)
    if extreme:
        input.flat[:2] = 10.0 ** -rng.uniform(5, 7, 2)
        target.flat[:2] = 1.0
    return {"input": input, "target": target}


def draw_logits(rng, n=None, large=False):
    """Draw logits and answers; one logit is large on request."""
    n_, k = sizes(rng, 2)
    input = 1.5 * rng.standard_normal((n or n_, k))
    target = rng.integers(0, 2, input.shape).astype(float)
    if large:
        input.flat[0], target.flat[0] = 800.0 + 100 * rng.random(), 1.0
    return {"input": input, "target": target}


CROSS_ENTROPY = Operation(
    name="cross_entropy",
    topic=TOPIC,
    function=class_indices,  # what it does with labels
    draw=draw_classes,
    reference=functional.cross_entropy,
)
BCE = Operation(
    name="binary_cross_entropy",
    topic=TOPIC,
    function=body(scratch.binary_cross_entropy),
    draw=draw_probabilities,
    reference=functional.binary_cross_entropy,
)
BCE_LOGITS = Operation(
    name="binary_cross_entropy_with_logits",
    topic=TOPIC,
    function=body(scratch.binary_cross_entropy_with_logits),
    draw=draw_logits,
    reference=functional.binary_cross_entropy_with_logits,
)
SLOPE = "dinput = dloss * (input - target) / (input * (1 - input)).clip(EPSILON)"

BUGS = [
    Bug(
        name="loss-not-averaged",
        title="the loss averages, its gradient does not",
        operation=CROSS_ENTROPY,
        right="doutput = doutput / total",
        wrong="pass",
        diagnosis="missing 1/n",
        hidden_by={"n": 1},
        hidden_when="a batch of one",
        signature="too large by exactly n",
    ),
    Bug(
        name="loss-averaged-twice",
        title="gradient divided by n a second time",
        operation=CROSS_ENTROPY,
        right="doutput = doutput / total",
        wrong="doutput = doutput / total / len(input)",
        diagnosis="1/n applied twice",
        hidden_by={"n": 1},
        hidden_when="a batch of one",
        signature="too small by exactly n",
    ),
    Bug(
        name="target-minus-probability",
        title="y - p instead of p - y",
        operation=CROSS_ENTROPY,
        right="dlogits[own] -= down",
        wrong="dlogits = -dlogits\ndlogits[own] += down",
        diagnosis="sign flipped",
        signature="-1 x the right gradient: training ascends",
    ),
    Bug(
        name="target-not-subtracted",
        title="the one-hot target is not subtracted: p instead of p - y",
        operation=CROSS_ENTROPY,
        right="dlogits[own] -= down",
        wrong="pass",
        diagnosis="target not subtracted",
        signature="wrong only in the column of the label",
    ),
    Bug(
        name="logits-for-probabilities",
        title="logits - y instead of softmax(logits) - y",
        operation=CROSS_ENTROPY,
        right="dlogits = exps * (dlse / sums)[:, None]",
        wrong="dlogits = logits * dlse[:, None]",
        diagnosis="logits in place of probabilities",
        signature="rows of the gradient do not sum to 0",
    ),
    Bug(
        name="weights-averaged-by-n",
        title="weighted loss divided by n, not by the sum of the weights",
        operation=CROSS_ENTROPY,
        right="total = share.sum()",
        wrong="total = kept.sum()",
        diagnosis="divided by n, not by the sum of the weights",
        drawn_with={"uniform": False},
        hidden_by={"uniform": True},
        hidden_when="all class weights 1",
        signature="off by the mean weight of the labels",
    ),
    Bug(
        name="ignored-rows-counted",
        title="ignored rows counted in the average",
        operation=CROSS_ENTROPY,
        right="total = share.sum()",
        wrong="total = len(target)",
        diagnosis="ignored rows counted in the denominator",
        drawn_with={"ignored": 2},
        hidden_by={"ignored": 0},
        hidden_when="no row ignored",
        signature="too small by kept/n",
    ),
    Bug(
        name="smoothing-without-label",
        title="label smoothing spread over the k - 1 wrong classes",
        operation=CROSS_ENTROPY,
        right="even = label_smoothing / classes",
        wrong="even = label_smoothing / (classes - 1)\nlabel_smoothing += even",
        diagnosis="smoothing spread over the k - 1 other classes",
        drawn_with={"smoothing": 0.2},
        hidden_by={"smoothing": 0.0},
        hidden_when="no smoothing",
        signature="the loss itself differs",
    ),
    Bug(
        name="epsilon-inside-log",
        title="epsilon added inside the logarithm reaches the gradient",
        operation=BCE,
        right=SLOPE,
        wrong="yes, no = target / (input + 1e-7), (1 - target) / (1 - input + 1e-7)\n"
        "dinput = dloss * (no - yes)",
        diagnosis="eps = 1e-07 inside the logarithm",
        hidden_by={},
        hidden_when="never in float64; in float32 if no probability is near 0 or 1",
        signature="too small by p/(p + eps)",
    ),
    Bug(
        name="bce-without-derivative-of-log",
        title="gradient p - y, which belongs to logits, for probabilities",
        operation=BCE,
        right=SLOPE,
        wrong="dinput = dloss * (input - target)",
        diagnosis="gradient p - y of the logits, not of the probabilities",
        signature="too small by p(1 - p)",
    ),
    Bug(
        name="logits-overflow",
        title="cross-entropy of logits computed as log(1 + exp(x))",
        operation=BCE_LOGITS,
        right="loss = no * above + yes * below + both * tail",
        wrong="loss = np.log(1 + np.exp(input)) - yes * input",
        diagnosis="exp(x) overflows",
        drawn_with={"large": True},
        hidden_by={"large": False},
        hidden_when="no logit above 709 (88.7 in float32)",
        signature="infinite loss, right gradient",
    ),
]
