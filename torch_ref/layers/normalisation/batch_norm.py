"""Batch normalisation: each channel standardised over the batch."""

from math import prod

import torch

from ...engine.arguments import checked
from ...engine.checks import check_floating, check_same_dtype, check_shape
from ...engine.select import choose
from ...engine.sums import inner, total
from .running import follow


@checked("input", "running_mean?", "running_var?", "weight", "bias")
def batch_norm(
    input,
    running_mean,
    running_var,
    weight=None,
    bias=None,
    training=False,
    momentum=0.1,
    eps=1e-5,
):
    """Give each channel mean 0 and variance 1, then scale and shift it.

    Parameters
    ----------
    input : (N, C, ...) float
    running_mean, running_var : (C,) float, or both None
        Updated in training, where var is unbiased; used in evaluation.
    weight, bias : (C,) float, optional
    training : bool
        Whether to use the statistics of the batch, with the biased variance.
    momentum : float
        Weight of the new value in the running statistics.
    eps : float
        Added to the variance.

    Raises
    ------
    ValueError
        If sizes or dtypes differ, a channel has one value in training, or running
        statistics are missing in evaluation.

    References
    ----------
    Ioffe and Szegedy, Batch Normalization, 2015, algorithm 1. Chan, Golub and LeVeque,
    Algorithms for Computing the Sample Variance, 1983, eq. 1.7.
    """
    check_batch_norm(input, running_mean, running_var, weight, bias, training, eps)
    axes = (0, *range(2, input.ndim))
    column = (-1,) + (1,) * (input.ndim - 2)
    n = len(input) * prod(input.shape[2:])
    if training:
        mean = total(input, axes) / n
        centred = input - mean.reshape(column)
        drift = total(centred, axes) / n  # what rounding left in the mean
        mean = choose(torch.isfinite(mean), mean + drift, mean)
        centred = centred - drift.reshape(column)
        var = inner(centred, centred, axes) / n
        if running_mean is not None and n > 0:
            follow(running_mean, mean, momentum)
            follow(running_var, var * (n / (n - 1)), momentum)
    else:
        centred = input - running_mean.reshape(column)
        var = running_var
    rstd = 1 / torch.sqrt(var + eps)
    xhat = centred * rstd.reshape(column)
    scale = 1 if weight is None else weight.reshape(column)
    output = xhat * scale
    if bias is not None:
        output = output + bias.reshape(column)
    return output


def check_batch_norm(input, running_mean, running_var, weight, bias, training, eps):
    """Refuse sizes that do not match and statistics that do not exist."""
    check_floating("input", input)
    if input.ndim < 2:
        raise ValueError(f"input must have at least 2 dimensions, got {input.ndim}")
    per_channel = {
        "running_mean": running_mean,
        "running_var": running_var,
        "weight": weight,
        "bias": bias,
    }
    check_same_dtype(input=input, **per_channel)
    for name, tensor in per_channel.items():
        if tensor is not None:
            check_shape(name, tensor, input.shape[1:2])
    if (running_mean is None) != (running_var is None):
        raise ValueError("running_mean and running_var must be given both or neither")
    if not training and running_mean is None:
        raise ValueError("running_mean and running_var are needed in evaluation")
    if training and len(input) * prod(input.shape[2:]) == 1:
        raise ValueError(
            "training needs more than 1 value per channel, "
            f"got input of shape {tuple(input.shape)}"
        )
    if eps < 0 or (training and eps == 0):
        raise ValueError(
            f"eps must be {'positive' if training else 'at least 0'}, got {eps}"
        )
