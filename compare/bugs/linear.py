"""Bugs of the affine map and of parameters that are used twice."""

import numpy as np
import torch

import scratch

from .bug import Bug
from .operation import Operation, body, sizes

TOPIC = "linear"


def draw_linear(rng, n=None, d=None, k=None, square=False):
    """Draw (n, d) rows, (k, d) weights and (k,) biases."""
    n_, d_, k_ = sizes(rng, 3)
    n, d = n or n_, d or d_
    k = k or (d if square else k_)
    return {
        "input": rng.standard_normal((n, d)),
        "weight": rng.standard_normal((k, d)),
        "bias": rng.standard_normal(k),
    }


def two_branches(input, weight):
    """Send input through a linear map and, rectified, around it."""
    input = input.copy()
    output = input @ weight.T
    around = np.maximum(input, 0)
    output += around.mean(1, keepdims=True)

    def backward(doutput):
        dinput = doutput @ weight
        dinput += doutput.sum(1, keepdims=True) * (around > 0) / around.shape[1]
        dweight = doutput.T @ input
        return dinput, dweight

    return output, backward


def embedding(input, weight):
    """Look up one row of weight (classes, d) for every label in input (n,)."""
    output = weight[input]

    def backward(doutput):
        dweight = np.zeros_like(weight)
        np.add.at(dweight, input, doutput)
        return None, dweight

    return output, backward


def draw_embedding(rng, distinct=False):
    """Draw more labels than there are rows, so that some repeat."""
    d, rows = sizes(rng, 2)
    labels = rng.permutation(rows)
    if not distinct:
        labels = np.concatenate([labels[: rows - 1], labels[:2], labels[:1]])
    return {"input": labels, "weight": rng.standard_normal((rows, d))}


def tied(input, weight):
    """Map with weight (k, d) and back with the same weight."""
    hidden = input @ weight.T
    output = hidden @ weight

    def backward(doutput):
        dhidden = doutput @ weight.T
        dinput = dhidden @ weight
        dweight = hidden.T @ doutput
        dweight += dhidden.T @ input
        return dinput, dweight

    return output, backward


def draw_without_bias(rng, **fixed):
    """Draw rows and weights."""
    arguments = draw_linear(rng, **fixed)
    return {"input": arguments["input"], "weight": arguments["weight"]}


LINEAR = Operation(
    name="linear",
    topic=TOPIC,
    function=body(scratch.linear),
    draw=draw_linear,
    reference=torch.nn.functional.linear,
    gradients=("input", "weight", "bias"),
)
TWO_BRANCHES = Operation(
    name="two_branches",
    topic=TOPIC,
    function=two_branches,
    draw=draw_without_bias,
    reference=lambda input, weight: (
        input @ weight.T + input.relu().mean(1, keepdim=True)
    ),
    gradients=("input", "weight"),
)
EMBEDDING = Operation(
    name="embedding",
    topic=TOPIC,
    function=embedding,
    draw=draw_embedding,
    reference=torch.nn.functional.embedding,
    gradients=("weight",),
)
TIED = Operation(
    name="tied",
    topic=TOPIC,
    function=tied,
    draw=draw_without_bias,
    reference=lambda input, weight: input @ weight.T @ weight,
    gradients=("input", "weight"),
)

BUGS = [
    Bug(
        name="bias-wrong-axis",
        title="bias gradient summed over the wrong axis",
        operation=LINEAR,
        right="dbias = drows.sum(0).reshape(bias.shape)",
        wrong="dbias = drows.sum(1)",
        diagnosis="bias gradient summed over the features, not the rows",
        hidden_by={"n": 1, "k": 1},
        hidden_when="one row and one feature",
        signature="(n,) instead of (k,); for n = k only the values tell",
    ),
    Bug(
        name="bias-not-summed",
        title="bias gradient not summed over the rows",
        operation=LINEAR,
        right="dbias = drows.sum(0).reshape(bias.shape)",
        wrong="dbias = drows",
        diagnosis="missing sum over axis 0",
        signature="(n, k) instead of (k,)",
    ),
    Bug(
        name="bias-averaged",
        title="bias gradient averaged, although the loss averages already",
        operation=LINEAR,
        right="dbias = drows.sum(0).reshape(bias.shape)",
        wrong="dbias = drows.mean(0).reshape(bias.shape)",
        diagnosis="1/n applied twice",
        hidden_by={"n": 1},
        hidden_when="a batch of one",
        signature="dbias too small by exactly n",
    ),
    Bug(
        name="averaged-twice",
        title="weight gradient divided by n, although the loss averages already",
        operation=LINEAR,
        right="dweight = (drows.T @ rows).reshape(weight.shape)",
        wrong="dweight = drows.T @ rows / len(rows)",
        diagnosis="1/n applied twice",
        hidden_by={"n": 1},
        hidden_when="a batch of one",
        signature="dweight too small by exactly n",
    ),
    Bug(
        name="weight-transposed",
        title="weight gradient transposed",
        operation=LINEAR,
        right="dweight = (drows.T @ rows).reshape(weight.shape)",
        wrong="dweight = rows.T @ drows",
        diagnosis="transposed",
        hidden_by={"d": 1, "k": 1},
        hidden_when="one input and one output; a square weight hides the shape",
        signature="dweight.T is right",
    ),
    Bug(
        name="input-through-transpose",
        title="input gradient multiplied by the transpose of a square weight",
        operation=LINEAR,
        right="dinput = (drows @ matrix).reshape(input.shape)",
        wrong="dinput = drows @ matrix.T",
        diagnosis="weight transposed",
        drawn_with={"square": True},
        hidden_by={"d": 1, "k": 1},
        hidden_when="a symmetric weight",
        signature="equals the gradient for weight.T",
    ),
    Bug(
        name="input-overwritten",
        title="a later in-place ReLU overwrites the input that backward needs",
        operation=TWO_BRANCHES,
        right="around = np.maximum(input, 0)",
        wrong="around = np.maximum(input, 0, out=input)",
        diagnosis="saved input overwritten by its ReLU",
        signature="dweight equals the gradient for relu(input)",
    ),
    Bug(
        name="repeated-rows-overwrite",
        title="gradients of repeated rows assigned instead of added",
        operation=EMBEDDING,
        right="np.add.at(dweight, input, doutput)",
        wrong="dweight[input] = doutput",
        diagnosis="repeated rows overwrite instead of adding",
        hidden_by={"distinct": True},
        hidden_when="no label occurs twice",
        signature="wrong only in rows that were used more than once",
    ),
    Bug(
        name="repeated-rows-buffered",
        title="`dweight[labels] += g` adds each repeated row only once",
        operation=EMBEDDING,
        right="np.add.at(dweight, input, doutput)",
        wrong="dweight[input] += doutput",
        diagnosis="repeated rows overwrite instead of adding",
        hidden_by={"distinct": True},
        hidden_when="no label occurs twice",
        signature="wrong only in rows that were used more than once",
    ),
    Bug(
        name="second-use-overwrites",
        title="= instead of += for a weight that is used twice",
        operation=TIED,
        right="dweight += dhidden.T @ input",
        wrong="dweight = dhidden.T @ input",
        diagnosis="only the first use of weight has a gradient",
        signature="the gradient of one use is missing",
    ),
]
