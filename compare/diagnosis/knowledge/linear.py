"""Mistakes of affine maps and of parameters used twice."""

import numpy as np


def linear(context, arguments, doutput):
    """Know the sums and products of an affine map."""
    input, weight = arguments["input"], arguments["weight"]
    if doutput is None or input.ndim != 2 or doutput.ndim != 2:
        return
    context.meanings |= {"1/n": "1/n applied twice", "n": "1/n forgotten"}
    context.mistake(
        "bias gradient summed over the features, not the rows", dbias=doutput.sum(1)
    )
    context.mistake("missing sum over axis 0", dbias=doutput)
    context.mistake("transposed", dweight=input.T @ doutput)
    if weight.shape[0] == weight.shape[1]:
        context.mistake("weight transposed", dinput=doutput @ weight.T)
        context.mistake(
            "weight not transposed in the forward",
            output=input @ weight + (0 if absent(arguments) else arguments["bias"]),
        )
    if not absent(arguments):
        context.mistake("bias left out", output=input @ weight.T)


def absent(arguments) -> bool:
    """Tell whether there is no bias."""
    return arguments.get("bias") is None


def two_branches(context, arguments, doutput):
    """Know that input feeds a linear map and a ReLU."""
    input, weight = arguments["input"], arguments["weight"]
    around = np.maximum(input, 0)
    context.mistake(
        "saved input overwritten by its ReLU",
        dweight=doutput.T @ around,
        output=around @ weight.T + around.mean(1, keepdims=True),
    )
    slope = doutput.sum(1, keepdims=True) * (input > 0) / input.shape[1]
    context.mistake("gradient of one branch missing", dinput=doutput @ weight)
    context.mistake("gradient of one branch missing", dinput=slope)


def embedding(context, arguments, doutput):
    """Know that rows are looked up repeatedly."""
    labels, weight = arguments["input"], arguments["weight"]
    last, first = np.zeros_like(weight), np.zeros_like(weight)
    last[labels] = doutput
    first[labels[::-1]] = doutput[::-1]
    label = "repeated rows overwrite instead of adding"
    context.mistake(label, dweight=last)
    context.mistake(label, dweight=first)
    counts = np.bincount(labels.ravel(), minlength=len(weight))
    context.places["the row is used more than once"] = (counts > 1)[:, None]


def tied(context, arguments, doutput):
    """Know that the weight is used on the way there and back."""
    input, weight = arguments["input"], arguments["weight"]
    there = (doutput @ weight.T).T @ input
    back = (input @ weight.T).T @ doutput
    label = "only the first use of weight has a gradient"
    context.mistake(label, dweight=there)
    context.mistake("only the last use of weight has a gradient", dweight=back)


KNOWLEDGE = {
    "linear": linear,
    "two_branches": two_branches,
    "embedding": embedding,
    "tied": tied,
}
