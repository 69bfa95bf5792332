"""Bugs of losses of class scores and probabilities."""

import numpy as np
from torch.nn import functional

from .bug import Bug
from .operation import Operation, sizes

TOPIC = "losses"


def cross_entropy(input, target, weight, ignore_index=-100, label_smoothing=0.0):
    """Average -log softmax(input) at the labels, by the weights of their classes."""
    k = input.shape[1]
    shifted = input - input.max(1, keepdims=True)
    log_prob = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    kept = target != ignore_index
    onehot = np.eye(k, dtype=input.dtype)[np.where(kept, target, 0)]
    smooth = (1 - label_smoothing) * onehot + label_smoothing / k
    weights = smooth * weight * kept[:, None]
    total = (onehot @ weight)[kept].sum()
    output = -(weights * log_prob).sum() / total

    def backward(doutput):
        prob = np.exp(log_prob)
        dinput = prob * weights.sum(1, keepdims=True) - weights
        dinput = dinput * (doutput / total)
        return dinput, None, None, None, None

    return output, backward


def binary_cross_entropy(input, target):
    """Average -log of the probability given to the right answer."""
    output = -(target * np.log(input) + (1 - target) * np.log1p(-input)).mean()

    def backward(doutput):
        slope = (input - target) / (input * (1 - input))
        dinput = doutput * slope / input.size
        return dinput, None

    return output, backward


def binary_cross_entropy_with_logits(input, target):
    """Average the cross-entropy of sigmoid(input)."""
    output = (np.logaddexp(0, input) - target * input).mean()

    def backward(doutput):
        prob = 0.5 * (1 + np.tanh(input / 2))
        dinput = doutput * (prob - target) / input.size
        return dinput, None

    return output, backward


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
    function=cross_entropy,
    draw=draw_classes,
    reference=functional.cross_entropy,
)
BCE = Operation(
    name="binary_cross_entropy",
    topic=TOPIC,
    function=binary_cross_entropy,
    draw=draw_probabilities,
    reference=functional.binary_cross_entropy,
)
BCE_LOGITS = Operation(
    name="binary_cross_entropy_with_logits",
    topic=TOPIC,
    function=binary_cross_entropy_with_logits,
    draw=draw_logits,
    reference=functional.binary_cross_entropy_with_logits,
)

BUGS = [
    Bug(
        name="loss-not-averaged",
        title="the loss averages, its gradient does not",
        operation=CROSS_ENTROPY,
        right="dinput = dinput * (doutput / total)",
        wrong="dinput = dinput * doutput",
        diagnosis="missing 1/n",
        hidden_by={"n": 1},
        hidden_when="a batch of one",
        signature="too large by exactly n",
    ),
    Bug(
        name="loss-averaged-twice",
        title="gradient divided by n a second time",
        operation=CROSS_ENTROPY,
        right="dinput = dinput * (doutput / total)",
        wrong="dinput = dinput * (doutput / total) / len(input)",
        diagnosis="1/n applied twice",
        hidden_by={"n": 1},
        hidden_when="a batch of one",
        signature="too small by exactly n",
    ),
    Bug(
        name="target-minus-probability",
        title="y - p instead of p - y",
        operation=CROSS_ENTROPY,
        right="dinput = prob * weights.sum(1, keepdims=True) - weights",
        wrong="dinput = weights - prob * weights.sum(1, keepdims=True)",
        diagnosis="sign flipped",
        signature="-1 x the right gradient: training ascends",
    ),
    Bug(
        name="target-not-subtracted",
        title="the one-hot target is not subtracted: p instead of p - y",
        operation=CROSS_ENTROPY,
        right="dinput = prob * weights.sum(1, keepdims=True) - weights",
        wrong="dinput = prob * weights.sum(1, keepdims=True)",
        diagnosis="target not subtracted",
        signature="wrong only in the column of the label",
    ),
    Bug(
        name="logits-for-probabilities",
        title="logits - y instead of softmax(logits) - y",
        operation=CROSS_ENTROPY,
        right="prob = np.exp(log_prob)",
        wrong="prob = input",
        diagnosis="logits in place of probabilities",
        signature="rows of the gradient do not sum to 0",
    ),
    Bug(
        name="weights-averaged-by-n",
        title="weighted loss divided by n, not by the sum of the weights",
        operation=CROSS_ENTROPY,
        right="total = (onehot @ weight)[kept].sum()",
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
        right="total = (onehot @ weight)[kept].sum()",
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
        right="smooth = (1 - label_smoothing) * onehot + label_smoothing / k",
        wrong="smooth = (1 - label_smoothing) * onehot"
        " + label_smoothing / (k - 1) * (1 - onehot)",
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
        right="slope = (input - target) / (input * (1 - input))",
        wrong="eps = 1e-7\n"
        "slope = (1 - target) / (1 - input + eps) - target / (input + eps)",
        diagnosis="eps = 1e-07 inside the logarithm",
        hidden_by={},
        hidden_when="never in float64; in float32 if no probability is near 0 or 1",
        signature="too small by p/(p + eps)",
    ),
    Bug(
        name="bce-without-derivative-of-log",
        title="gradient p - y, which belongs to logits, for probabilities",
        operation=BCE,
        right="slope = (input - target) / (input * (1 - input))",
        wrong="slope = input - target",
        diagnosis="gradient p - y of the logits, not of the probabilities",
        signature="too small by p(1 - p)",
    ),
    Bug(
        name="logits-overflow",
        title="cross-entropy of logits computed as log(1 + exp(x))",
        operation=BCE_LOGITS,
        right="np.logaddexp(0, input)",
        wrong="np.log(1 + np.exp(input))",
        diagnosis="exp(x) overflows",
        drawn_with={"large": True},
        hidden_by={"large": False},
        hidden_when="no logit above 709 (88.7 in float32)",
        signature="infinite loss, right gradient",
    ),
]
