"""Bugs of layer normalisation."""

import numpy as np
from torch.nn import functional

from .batch_norm import draw_scale
from .bug import Bug
from .operation import Operation, sizes

TOPIC = "normalisation"


def layer_norm(input, weight, bias, eps=1e-5):
    """Give each row zero mean and unit variance, then scale and shift."""
    mean = input.mean(-1, keepdims=True)
    var = ((input - mean) ** 2).mean(-1, keepdims=True)
    rstd = 1 / np.sqrt(var + eps)
    xhat = (input - mean) * rstd
    output = xhat * weight + bias

    def backward(doutput):
        dweight = (doutput * xhat).sum(0)
        dbias = doutput.sum(0)
        dxhat = doutput * weight
        along_one = dxhat.mean(-1, keepdims=True)
        along_xhat = (dxhat * xhat).mean(-1, keepdims=True)
        dinput = rstd * (dxhat - along_one - xhat * along_xhat)
        return dinput, dweight, dbias, None

    return output, backward


def draw_layer(rng, n=None, trained=True, eps=1e-5):
    """Draw rows and the parameters."""
    n_, k = sizes(rng, 2, low=4)
    input = 1.5 * rng.standard_normal((n or n_, k)) + rng.standard_normal()
    return {"input": input, **draw_scale(rng, k, trained), "eps": eps}


LAYER_NORM = Operation(
    name="layer_norm",
    topic=TOPIC,
    function=layer_norm,
    draw=draw_layer,
    reference=lambda input, weight, bias, eps: functional.layer_norm(
        input, input.shape[-1:], weight, bias, eps
    ),
    gradients=("input", "weight", "bias"),
)
BOTH = "rstd * (dxhat - along_one - xhat * along_xhat)"

BUGS = [
    Bug(
        name="ln-mean-constant",
        title="layer norm's backward treats the mean as a constant",
        operation=LAYER_NORM,
        right=BOTH,
        wrong="rstd * (dxhat - xhat * along_xhat)",
        diagnosis="row mean treated as a constant",
        signature="the difference is constant within each row",
    ),
    Bug(
        name="ln-variance-constant",
        title="layer norm's backward treats the variance as a constant",
        operation=LAYER_NORM,
        right=BOTH,
        wrong="rstd * (dxhat - along_one)",
        diagnosis="row variance treated as a constant",
        signature="the difference is proportional to xhat within each row",
    ),
    Bug(
        name="ln-over-batch",
        title="layer norm's backward averages over the batch, as batch norm's does",
        operation=LAYER_NORM,
        right="along_one = dxhat.mean(-1, keepdims=True)\n"
        "        along_xhat = (dxhat * xhat).mean(-1, keepdims=True)",
        wrong="along_one = dxhat.mean(0)\nalong_xhat = (dxhat * xhat).mean(0)",
        diagnosis="averages of the backward taken over the batch",
        signature="rows of dinput do not sum to 0",
    ),
    Bug(
        name="ln-forgets-gamma",
        title="gamma forgotten in layer norm's backward",
        operation=LAYER_NORM,
        right="dxhat = doutput * weight\n",
        wrong="dxhat = doutput\n",
        diagnosis="gamma forgotten in the backward",
        hidden_by={"trained": False},
        hidden_when="gamma = 1, where training starts",
        signature="not a factor per column: gamma stands inside the averages",
    ),
    Bug(
        name="ln-unbiased",
        title="layer norm with the unbiased variance",
        operation=LAYER_NORM,
        right="var = ((input - mean) ** 2).mean(-1, keepdims=True)",
        wrong="var = input.var(-1, ddof=1, keepdims=True)",
        diagnosis="normalised with the unbiased variance",
        signature="xhat is too small by sqrt((k - 1)/k)",
    ),
]
