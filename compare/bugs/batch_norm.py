"""Bugs of batch normalisation."""

import numpy as np
from torch.nn import functional

import scratch

from .bug import Bug
from .operation import Operation, body, sizes

TOPIC = "normalisation"


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
    function=body(scratch.batch_norm),
    draw=draw_batch,
    reference=functional.batch_norm,
    gradients=("input", "weight", "bias"),
    buffers=("running_mean", "running_var"),
)
BOTH = "dxhat = doutput - mean - xhat * along"
SCALE = "dinput = scale * rstd.reshape(column) * dxhat"
GRADIENTS = "return dinput, None, None, dweight, dbias"
EVAL = {"training": False}

BUGS = [
    Bug(
        name="bn-mean-constant",
        title="batch norm's backward treats the mean as a constant",
        operation=BATCH_NORM,
        right=BOTH,
        wrong="dxhat = doutput - xhat * along",
        diagnosis="batch mean treated as a constant",
        hidden_by=EVAL,
        hidden_when="in evaluation, where it is one",
        signature="the difference is constant within each column",
    ),
    Bug(
        name="bn-variance-constant",
        title="batch norm's backward treats the variance as a constant",
        operation=BATCH_NORM,
        right=BOTH,
        wrong="dxhat = doutput - mean",
        diagnosis="batch variance treated as a constant",
        hidden_by=EVAL,
        hidden_when="in evaluation, where it is one",
        signature="the difference is proportional to xhat within each column",
    ),
    Bug(
        name="bn-statistics-constant",
        title="batch norm's backward uses the formula of evaluation",
        operation=BATCH_NORM,
        right=BOTH,
        wrong="dxhat = doutput",
        diagnosis="batch mean and variance treated as constants",
        hidden_by=EVAL,
        hidden_when="in evaluation",
        signature="the difference is in the span of 1 and xhat within each column",
    ),
    Bug(
        name="bn-forgets-gamma",
        title="gamma forgotten in the input's gradient",
        operation=BATCH_NORM,
        right=SCALE,
        wrong="dinput = rstd.reshape(column) * dxhat",
        diagnosis="gamma forgotten in the backward",
        hidden_by={"trained": False},
        hidden_when="gamma = 1, where training starts",
        signature="off by 1/gamma in each column",
    ),
    Bug(
        name="bn-std-forgotten",
        title="1/std forgotten in the input's gradient",
        operation=BATCH_NORM,
        right=SCALE,
        wrong="dinput = scale * dxhat",
        diagnosis="1/std forgotten in the backward",
        signature="too large by the standard deviation of each column",
    ),
    Bug(
        name="bn-gamma-sees-input",
        title="gamma's gradient uses the input, not the normalised input",
        operation=BATCH_NORM,
        right=GRADIENTS,
        wrong="dweight = (doutput * input).sum(axes)\n" + GRADIENTS,
        diagnosis="gamma's gradient taken with the raw input",
        signature="equals sum(doutput * input)",
    ),
    Bug(
        name="bn-parameters-averaged",
        title="gamma's gradient averaged over the batch",
        operation=BATCH_NORM,
        right=GRADIENTS,
        wrong="return dinput, None, None, dweight / n, dbias",
        diagnosis="1/n applied twice",
        signature="too small by exactly n",
    ),
    Bug(
        name="bn-running-variance-biased",
        title="biased variance stored in running_var",
        operation=BATCH_NORM,
        right="follow(running_var, var * (n / (n - 1)), momentum)",
        wrong="follow(running_var, var, momentum)",
        diagnosis="running_var updated with the biased variance",
        hidden_by=EVAL,
        hidden_when="in training, where no output or gradient shows it; large batches",
        signature="the update is too small by (n - 1)/n",
    ),
    Bug(
        name="bn-normalises-unbiased",
        title="normalised with the unbiased variance",
        operation=BATCH_NORM,
        right="var = inner(centred, centred, axes) / n",
        wrong="var = inner(centred, centred, axes) / (n - 1)",
        diagnosis="normalised with the unbiased variance",
        hidden_by=EVAL,
        hidden_when="in evaluation; hard to see in large batches",
        signature="xhat is too small by sqrt((n - 1)/n)",
    ),
    Bug(
        name="bn-momentum-reversed",
        title="momentum of the running statistics reversed",
        operation=BATCH_NORM,
        right="follow(running_mean, mean, momentum)",
        wrong="follow(running_mean, mean, 1 - momentum)",
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
        hidden_by={"eps": 1e-300},
        hidden_when="eps = 0, or columns of large variance",
        signature="a small factor per column",
    ),
    Bug(
        name="bn-batch-statistics-in-eval",
        title="batch statistics used in evaluation too",
        operation=BATCH_NORM,
        right="if training:\n        mean = total(input, axes) / n",
        wrong="if True:\n    mean = total(input, axes) / n",
        diagnosis="computed with training=True",
        drawn_with=EVAL,
        hidden_by={"training": True},
        hidden_when="in training",
        signature="equals the output of training",
    ),
]
