"""Bugs of batch normalisation."""

import numpy as np
from torch.nn import functional

from .bug import Bug
from .operation import Operation, sizes

TOPIC = "normalisation"


def batch_norm(
    input, running_mean, running_var, weight, bias, training, momentum=0.1, eps=1e-5
):
    """Give each column zero mean and unit variance, then scale and shift."""
    mean, var = running_mean, running_var
    if training:
        n = len(input)
        mean = input.mean(0)
        var = ((input - mean) ** 2).mean(0)
        unbiased = var * n / max(n - 1, 1)
        running_mean += momentum * (mean - running_mean)
        running_var += momentum * (unbiased - running_var)
    rstd = 1 / np.sqrt(var + eps)
    xhat = (input - mean) * rstd
    output = xhat * weight + bias

    def backward(doutput):
        dweight = (doutput * xhat).sum(0)
        dbias = doutput.sum(0)
        dxhat = doutput * weight
        dinput = dxhat * rstd
        if training:
            dinput -= rstd * dxhat.mean(0)
            dinput -= rstd * xhat * (dxhat * xhat).mean(0)
        return dinput, None, None, dweight, dbias, None, None, None

    return output, backward


def draw_scale(rng, k, trained=True):
    """Draw gamma and beta; 1 and 0 is where training starts."""
    if not trained:
        return {"weight": np.ones(k), "bias": np.zeros(k)}
    return {"weight": rng.uniform(0.3, 2.5, k), "bias": rng.standard_normal(k)}


def draw_batch(rng, n=None, trained=True, training=True, momentum=None, eps=1e-5):
    """Draw a batch, running statistics of another one, and the parameters."""
    n_, k = sizes(rng, 2, low=4)
    offset = rng.standard_normal(k)
    return {
        "input": rng.uniform(0.5, 2.0, k) * rng.standard_normal((n or n_, k)) + offset,
        "running_mean": rng.standard_normal(k),
        "running_var": rng.uniform(0.3, 3.0, k),
        **draw_scale(rng, k, trained),
        "training": training,
        "momentum": rng.uniform(0.05, 0.35) if momentum is None else momentum,
        "eps": eps,
    }


BATCH_NORM = Operation(
    name="batch_norm",
    topic=TOPIC,
    function=batch_norm,
    draw=draw_batch,
    reference=functional.batch_norm,
    gradients=("input", "weight", "bias"),
    buffers=("running_mean", "running_var"),
)
VAR = "var = ((input - mean) ** 2).mean(0)"
MEAN_TERM = "dinput -= rstd * dxhat.mean(0)\n"
VAR_TERM = "dinput -= rstd * xhat * (dxhat * xhat).mean(0)"
EVAL = {"training": False}

BUGS = [
    Bug(
        name="bn-mean-constant",
        title="batch norm's backward treats the mean as a constant",
        operation=BATCH_NORM,
        right=MEAN_TERM,
        wrong="pass\n",
        diagnosis="batch mean treated as a constant",
        hidden_by=EVAL,
        hidden_when="in evaluation, where it is one",
        signature="the difference is constant within each column",
    ),
    Bug(
        name="bn-variance-constant",
        title="batch norm's backward treats the variance as a constant",
        operation=BATCH_NORM,
        right=VAR_TERM,
        wrong="pass",
        diagnosis="batch variance treated as a constant",
        hidden_by=EVAL,
        hidden_when="in evaluation, where it is one",
        signature="the difference is proportional to xhat within each column",
    ),
    Bug(
        name="bn-statistics-constant",
        title="batch norm's backward uses the formula of evaluation",
        operation=BATCH_NORM,
        right=MEAN_TERM + "            " + VAR_TERM,
        wrong="pass",
        diagnosis="batch mean and variance treated as constants",
        hidden_by=EVAL,
        hidden_when="in evaluation",
        signature="the difference is in the span of 1 and xhat within each column",
    ),
    Bug(
        name="bn-forgets-gamma",
        title="gamma forgotten in the input's gradient",
        operation=BATCH_NORM,
        right="dxhat = doutput * weight",
        wrong="dxhat = doutput",
        diagnosis="gamma forgotten in the backward",
        hidden_by={"trained": False},
        hidden_when="gamma = 1, where training starts",
        signature="off by 1/gamma in each column",
    ),
    Bug(
        name="bn-std-forgotten",
        title="1/std forgotten in the input's gradient",
        operation=BATCH_NORM,
        right="dxhat = doutput * weight",
        wrong="dxhat = doutput * weight / rstd",
        diagnosis="1/std forgotten in the backward",
        signature="too large by the standard deviation of each column",
    ),
    Bug(
        name="bn-gamma-sees-input",
        title="gamma's gradient uses the input, not the normalised input",
        operation=BATCH_NORM,
        right="dweight = (doutput * xhat).sum(0)",
        wrong="dweight = (doutput * input).sum(0)",
        diagnosis="gamma's gradient taken with the raw input",
        signature="equals sum(doutput * input)",
    ),
    Bug(
        name="bn-parameters-averaged",
        title="gamma's gradient averaged over the batch",
        operation=BATCH_NORM,
        right="dweight = (doutput * xhat).sum(0)",
        wrong="dweight = (doutput * xhat).mean(0)",
        diagnosis="1/n applied twice",
        hidden_by={"n": 1},
        hidden_when="a batch of one, where it is 0",
        signature="too small by exactly n",
    ),
    Bug(
        name="bn-running-variance-biased",
        title="biased variance stored in running_var",
        operation=BATCH_NORM,
        right="unbiased = var * n / max(n - 1, 1)",
        wrong="unbiased = var",
        diagnosis="running_var updated with the biased variance",
        hidden_by=EVAL,
        hidden_when="in training, where no output or gradient shows it; large batches",
        signature="the update is too small by (n - 1)/n",
    ),
    Bug(
        name="bn-normalises-unbiased",
        title="normalised with the unbiased variance",
        operation=BATCH_NORM,
        right=VAR,
        wrong=VAR.replace(".mean(0)", ".sum(0) / max(len(input) - 1, 1)"),
        diagnosis="normalised with the unbiased variance",
        hidden_by=EVAL,
        hidden_when="in evaluation; hard to see in large batches",
        signature="xhat is too small by sqrt((n - 1)/n)",
    ),
    Bug(
        name="bn-momentum-reversed",
        title="momentum of the running statistics reversed",
        operation=BATCH_NORM,
        right="running_mean += momentum * (mean - running_mean)",
        wrong="running_mean += (1 - momentum) * (mean - running_mean)",
        diagnosis="1 - momentum in place of momentum",
        hidden_by={"momentum": 0.5},
        hidden_when="momentum = 1/2",
        signature="the running mean follows the batch too closely",
    ),
    Bug(
        name="bn-eps-outside-root",
        title="eps added to the standard deviation, not to the variance",
        operation=BATCH_NORM,
        right="rstd = 1 / np.sqrt(var + eps)",
        wrong="rstd = 1 / (np.sqrt(var) + eps)",
        diagnosis="eps outside the square root",
        drawn_with={"eps": 1e-3},
        hidden_by={"eps": 0.0},
        hidden_when="eps = 0, or columns of large variance",
        signature="a small factor per column",
    ),
    Bug(
        name="bn-batch-statistics-in-eval",
        title="batch statistics used in evaluation too",
        operation=BATCH_NORM,
        right="if training:\n        n = len(input)",
        wrong="if True:\n    n = len(input)",
        diagnosis="computed with training=True",
        drawn_with=EVAL,
        hidden_by={"training": True},
        hidden_when="in training",
        signature="equals the output of training",
    ),
]
