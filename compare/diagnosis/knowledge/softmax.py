"""Mistakes of softmax, log-softmax and the maximum."""

import numpy as np


def normalised(x, dim):
    """Return the softmax along `dim`."""
    e = np.exp(x - x.max(dim, keepdims=True))
    return e / e.sum(dim, keepdims=True)


def softmax(context, arguments, doutput):
    """Know the Jacobian diag(p) - p p^T and its parts."""
    x, dim = arguments["input"], arguments.get("dim", -1)
    p, g = normalised(x, dim), doutput
    context.arrays["p"] = p
    raw = np.exp(x)
    naive = raw / raw.sum(dim, keepdims=True)
    context.mistake("exp of unshifted logits", output=naive)
    context.mistake("not normalised: exp(x) only", output=raw)
    context.mistake(
        "divided by the sum of the logits", output=x / x.sum(dim, keepdims=True)
    )
    context.mistake(
        "exp divided by its total over all elements", output=raw / raw.sum()
    )
    context.mistake("log-softmax in place of softmax", output=np.log(p))
    inner = (g * p).sum(dim, keepdims=True)
    context.mistake("only the diagonal of the Jacobian", dinput=p * (1 - p) * g)
    context.mistake("inner product of the Jacobian missing", dinput=p * g)
    context.mistake("gradient passed through unchanged", dinput=g)
    context.mistake(
        "sum of the upstream gradient in place of its inner product with p",
        dinput=p * (g - g.sum(dim, keepdims=True)),
    )
    context.mistake(
        "mean in place of the sum in the inner product",
        dinput=p * (g - (g * p).mean(dim, keepdims=True)),
    )
    context.mistake("sign of the inner product flipped", dinput=p * (g + inner))
    context.mistake("product with p missing in front", dinput=g - inner)
    context.mistake("p outside forgotten: g - p sum(g p)", dinput=g - p * inner)
    context.mistake(
        "backward of log-softmax in place of softmax's",
        dinput=g - p * g.sum(dim, keepdims=True),
    )
    for axis in other_axes(x, dim):
        context.mistake(
            "inner product over the rows, not the classes",
            dinput=p * (g - (g * p).sum(axis, keepdims=True)),
        )
    total = (g * p).sum()
    context.mistake("inner product over the whole batch", dinput=p * (g - total))


def other_axes(x, dim) -> list[int]:
    """Return the axes that are not `dim`."""
    return [axis for axis in range(x.ndim) if axis != dim % x.ndim]


def log_softmax(context, arguments, doutput):
    """Know the gradient g - p sum(g) and its parts."""
    x, dim = arguments["input"], arguments.get("dim", -1)
    p, g = normalised(x, dim), doutput
    total = g.sum(dim, keepdims=True)
    context.arrays["p"] = p
    context.mistake("log of a softmax that underflowed", output=np.log(p))
    raw = np.exp(x)
    context.mistake(
        "exp of unshifted logits", output=x - np.log(raw.sum(dim, keepdims=True))
    )
    context.mistake("softmax in place of log-softmax", output=p)
    context.mistake("log-sum-exp treated as a constant", dinput=g)
    context.mistake("row sum of the upstream gradient taken as 1", dinput=g - p)
    context.mistake(
        "inner product with p in place of the sum",
        dinput=g - p * (g * p).sum(dim, keepdims=True),
    )
    context.mistake(
        "mean in place of the sum of the upstream gradient",
        dinput=g - p * g.mean(dim, keepdims=True),
    )
    context.mistake(
        "backward of softmax in place of log-softmax's",
        dinput=p * (g - (g * p).sum(dim, keepdims=True)),
    )
    context.mistake("p left out", dinput=g - total)
    context.mistake("sign of the sum flipped", dinput=g + p * total)
    for axis in other_axes(x, dim):
        context.mistake(
            "sum over the rows, not the classes",
            dinput=g - p * g.sum(axis, keepdims=True),
        )


def amax(context, arguments, doutput):
    """Know what becomes of ties."""
    x, dim = arguments["input"], arguments.get("dim", -1)
    tied = x == x.max(dim, keepdims=True)
    wide = np.expand_dims(doutput, dim)
    first = np.cumsum(tied, dim) == 1
    last = np.flip(np.cumsum(np.flip(tied, dim), dim) == 1, dim)
    context.places["the maximum is tied"] = tied & (tied.sum(dim, keepdims=True) > 1)
    context.mistake("each tied maximum gets the whole gradient", dinput=tied * wide)
    context.mistake(
        "the first of the tied maxima gets the whole gradient",
        dinput=(first & tied) * wide,
    )
    context.mistake(
        "the last of the tied maxima gets the whole gradient",
        dinput=(last & tied) * wide,
    )
    context.mistake("gradient given to every element", dinput=wide + 0 * x)


KNOWLEDGE = {"softmax": softmax, "log_softmax": log_softmax, "amax": amax}
