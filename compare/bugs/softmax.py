"""Bugs of softmax and of the maximum."""

import numpy as np
import torch

import scratch

from .bug import Bug
from .operation import Operation, body, sizes

TOPIC = "softmax"


def amax(input, dim):
    """Return the largest element along `dim`; ties share the gradient."""
    largest = input.max(dim, keepdims=True)
    tied = input == largest
    output = largest.squeeze(dim)

    def backward(doutput):
        share = tied / tied.sum(dim, keepdims=True)
        dinput = share.astype(input.dtype) * np.expand_dims(doutput, dim)
        return dinput, None

    return output, backward


def draw_logits(rng, n=None, k=None, large=0.0):
    """Draw logits of rows; the first one far from the others on request."""
    n_, k_ = sizes(rng, 2, low=4)
    input = 1.5 * rng.standard_normal((n or n_, k or k_))
    if large:
        input[0, 0] = large * (1 + 0.1 * rng.random())
    return {"input": input, "dim": 1}


def draw_ties(rng, n=None, ties=True):
    """Draw rows in which two or three elements are the largest."""
    arguments = draw_logits(rng, n)
    if ties:
        count = 2 + int(rng.integers(2))
        arguments["input"][:, :count] = (
            4.0 + np.arange(len(arguments["input"]))[:, None]
        )
    return arguments


SOFTMAX = Operation(
    name="softmax",
    topic=TOPIC,
    function=body(scratch.softmax),
    draw=draw_logits,
    reference=torch.softmax,
)
LOG_SOFTMAX = Operation(
    name="log_softmax",
    topic=TOPIC,
    function=body(scratch.log_softmax),
    draw=draw_logits,
    reference=torch.log_softmax,
)
AMAX = Operation(
    name="amax",
    topic=TOPIC,
    function=amax,
    draw=draw_ties,
    reference=torch.amax,
)

BUGS = [
    Bug(
        name="softmax-diagonal",
        title="softmax backward with the diagonal of the Jacobian only",
        operation=SOFTMAX,
        right="return (output * (doutput - along),)",
        wrong="return (output * (1 - output) * doutput,)",
        diagnosis="only the diagonal of the Jacobian",
        signature="p(1 - p)g, as if softmax were a sigmoid",
    ),
    Bug(
        name="softmax-no-inner-product",
        title="softmax backward without the inner product: p g",
        operation=SOFTMAX,
        right="return (output * (doutput - along),)",
        wrong="return (output * doutput,)",
        diagnosis="inner product of the Jacobian missing",
        signature="the difference is proportional to the output within each row",
    ),
    Bug(
        name="softmax-upstream-summed",
        title="softmax backward subtracts the plain sum of the gradient",
        operation=SOFTMAX,
        right="along = (doutput * output).sum(dim, keepdims=True)",
        wrong="along = doutput.sum(dim, keepdims=True)",
        diagnosis="sum of the upstream gradient in place of its inner product with p",
        signature="the difference is proportional to the output within each row",
    ),
    Bug(
        name="softmax-sign-flipped",
        title="softmax backward with its two terms exchanged",
        operation=SOFTMAX,
        right="return (output * (doutput - along),)",
        wrong="return (output * (along - doutput),)",
        diagnosis="sign flipped",
        signature="-1 x the right gradient, which is 0 for an upstream of ones",
    ),
    Bug(
        name="softmax-wrong-axis",
        title="softmax over the wrong axis",
        operation=SOFTMAX,
        right="output = np.exp(input - largest(input, dim))",
        wrong="dim = 0\noutput = np.exp(input - largest(input, dim))",
        diagnosis="over axis 0 instead of 1",
        signature="columns sum to 1, rows do not",
    ),
    Bug(
        name="softmax-inner-wrong-axis",
        title="inner product of softmax's backward taken over the batch",
        operation=SOFTMAX,
        right="along = (doutput * output).sum(dim, keepdims=True)",
        wrong="along = (doutput * output).sum(0, keepdims=True)",
        diagnosis="inner product over the rows, not the classes",
        signature="the rows of dinput do not sum to 0",
    ),
    Bug(
        name="softmax-overflows",
        title="softmax without subtracting the maximum",
        operation=SOFTMAX,
        right="output = np.exp(input - largest(input, dim))",
        wrong="output = np.exp(input)",
        diagnosis="exp of unshifted logits",
        drawn_with={"large": 800.0},
        hidden_by={"large": 0.0},
        hidden_when="no logit above 709 (88.7 in float32)",
        signature="NaN in rows with a large logit, right elsewhere",
    ),
    Bug(
        name="log-softmax-constant",
        title="log-softmax backward treats the log-sum-exp as a constant",
        operation=LOG_SOFTMAX,
        right="return (doutput - np.exp(output) * doutput.sum(dim, keepdims=True),)",
        wrong="return (doutput,)",
        diagnosis="log-sum-exp treated as a constant",
        signature="the difference is proportional to the output within each row",
    ),
    Bug(
        name="log-softmax-no-total",
        title="log-softmax backward assumes an upstream row sum of 1",
        operation=LOG_SOFTMAX,
        right="return (doutput - np.exp(output) * doutput.sum(dim, keepdims=True),)",
        wrong="return (doutput - np.exp(output),)",
        diagnosis="row sum of the upstream gradient taken as 1",
        signature="right only for an upstream gradient whose rows sum to 1",
    ),
    Bug(
        name="log-of-softmax",
        title="log(softmax(x)) instead of log_softmax",
        operation=LOG_SOFTMAX,
        right="output = shifted - np.log(np.exp(shifted).sum(dim, keepdims=True))",
        wrong="exp = np.exp(shifted)\n"
        "output = np.log(exp / exp.sum(dim, keepdims=True))",
        diagnosis="log of a softmax that underflowed",
        drawn_with={"large": -800.0},
        hidden_by={"large": 0.0},
        hidden_when="logits within 745 of each other (103 in float32)",
        signature="-inf where the probability underflows",
    ),
    Bug(
        name="tie-to-all",
        title="every tied maximum gets the whole gradient",
        operation=AMAX,
        right="share = tied / tied.sum(dim, keepdims=True)",
        wrong="share = tied",
        diagnosis="each tied maximum gets the whole gradient",
        hidden_by={"ties": False},
        hidden_when="no ties",
        signature="wrong only at ties, by their number",
    ),
    Bug(
        name="tie-to-first",
        title="the first of the tied maxima gets the whole gradient",
        operation=AMAX,
        right="share = tied / tied.sum(dim, keepdims=True)",
        wrong="share = np.eye(input.shape[dim])[input.argmax(dim)]",
        diagnosis="the first of the tied maxima gets the whole gradient",
        hidden_by={"ties": False},
        hidden_when="no ties",
        signature="wrong only at ties",
    ),
]
