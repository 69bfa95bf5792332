"""Bugs of layer normalisation."""

from torch.nn import functional

import scratch

from .batch_norm import draw_scale
from .bug import Bug
from .operation import Operation, body, sizes

TOPIC = "normalisation"


def draw_layer(rng, n=None, trained=True, eps=1e-5):
    """Draw rows and the parameters."""
    n_, k = sizes(rng, 2, low=4)
    input = 1.5 * rng.standard_normal((n or n_, k)) + rng.standard_normal()
    scale = draw_scale(rng, k, trained)
    return {"input": input, "normalized_shape": (k,), **scale, "eps": eps}


LAYER_NORM = Operation(
    name="layer_norm",
    topic=TOPIC,
    function=body(scratch.layer_norm),
    draw=draw_layer,
    reference=functional.layer_norm,
    gradients=("input", "weight", "bias"),
)
BOTH = "dinput = rstd * (dxhat - mean - xhat * along)"

BUGS = [
    Bug(
        name="ln-mean-constant",
        title="layer norm's backward treats the mean as a constant",
        operation=LAYER_NORM,
        right=BOTH,
        wrong="dinput = rstd * (dxhat - xhat * along)",
        diagnosis="row mean treated as a constant",
        signature="the difference is constant within each row",
    ),
    Bug(
        name="ln-variance-constant",
        title="layer norm's backward treats the variance as a constant",
        operation=LAYER_NORM,
        right=BOTH,
        wrong="dinput = rstd * (dxhat - mean)",
        diagnosis="row variance treated as a constant",
        signature="the difference is proportional to xhat within each row",
    ),
    Bug(
        name="ln-over-batch",
        title="layer norm's backward averages over the batch, as batch norm's does",
        operation=LAYER_NORM,
        right="mean = total(dxhat, axes, keepdims=True) / n\n"
        "        along = inner(dxhat, xhat, axes, keepdims=True) / n",
        wrong="mean = dxhat.mean(0)\nalong = (dxhat * xhat).mean(0)",
        diagnosis="averages of the backward taken over the batch",
        signature="rows of dinput do not sum to 0",
    ),
    Bug(
        name="ln-forgets-gamma",
        title="gamma forgotten in layer norm's backward",
        operation=LAYER_NORM,
        right="dxhat = doutput * scale",
        wrong="dxhat = doutput",
        diagnosis="gamma forgotten in the backward",
        hidden_by={"trained": False},
        hidden_when="gamma = 1, where training starts",
        signature="not a factor per column: gamma stands inside the averages",
    ),
    Bug(
        name="ln-unbiased",
        title="layer norm with the unbiased variance",
        operation=LAYER_NORM,
        right="var = inner(centred, centred, axes, keepdims=True) / n",
        wrong="var = inner(centred, centred, axes, keepdims=True) / (n - 1)",
        diagnosis="normalised with the unbiased variance",
        signature="xhat is too small by sqrt((k - 1)/k)",
    ),
]
