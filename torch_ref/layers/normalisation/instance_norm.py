"""Instance normalisation: each channel of each example standardised by itself."""

from math import prod

import torch

from ...engine.arguments import checked
from ...engine.select import choose
from ...engine.sums import inner, total
from .batch_norm import check_batch_norm
from .running import follow


@checked("input", "running_mean", "running_var", "weight", "bias")
def instance_norm(
    input,
    running_mean=None,
    running_var=None,
    weight=None,
    bias=None,
    use_input_stats=True,
    momentum=0.1,
    eps=1e-5,
):
    """Give each channel of each example mean 0 and variance 1, then scale it.

    Parameters
    ----------
    input : (N, C, L, ...) float
    running_mean, running_var : (C,) float, or both None
        Updated by the mean over the examples, var unbiased; used otherwise.
    weight, bias : (C,) float, optional
    use_input_stats : bool
        Whether to use the statistics of each example, with the biased variance.
    momentum : float
        Weight of the new value in the running statistics.
    eps : float
        Added to the variance.

    Raises
    ------
    ValueError
        If sizes or dtypes differ, a channel has one value, or statistics are missing.

    Notes
    -----
    A batch without examples leaves the statistics alone; torch makes them NaN.

    References
    ----------
    Ulyanov, Vedaldi and Lempitsky, Instance Normalization, 2016, eq. 4.
    """
    check_instance_norm(
        input, running_mean, running_var, weight, bias, use_input_stats, eps
    )
    axes = tuple(range(2, input.ndim))
    column = (-1,) + (1,) * (input.ndim - 2)
    n = prod(input.shape[2:])
    if use_input_stats:
        mean = total(input, axes, keepdims=True) / n
        centred = input - mean
        drift = total(centred, axes, keepdims=True) / n  # what rounding left
        centred = centred - drift
        var = inner(centred, centred, axes, keepdims=True) / n
        if running_mean is not None and len(input) > 0:
            mean = choose(torch.isfinite(mean), mean + drift, mean)
            follow(running_mean, mean.mean(0).reshape(-1), momentum)
            follow(running_var, var.mean(0).reshape(-1) * (n / (n - 1)), momentum)
    else:
        centred = input - running_mean.reshape(column)
        var = running_var.reshape(column)
    rstd = 1 / torch.sqrt(var + eps)
    xhat = centred * rstd
    scale = 1 if weight is None else weight.reshape(column)
    output = xhat * scale
    if bias is not None:
        output = output + bias.reshape(column)
    return output


def check_instance_norm(input, running_mean, running_var, weight, bias, own, eps):
    """Refuse sizes that do not match and statistics that do not exist."""
    check_batch_norm(input, running_mean, running_var, weight, bias, own, eps or 1.0)
    if own and prod(input.shape[2:]) == 1:
        raise ValueError(
            "an example's statistics need more than 1 value per channel, "
            f"got input of shape {tuple(input.shape)}"
        )
