"""The negative log-likelihood of counts whose rate is predicted."""

from math import pi

import numpy as np

from ..engine.autograd import differentiable
from ..engine.checks import check_positive
from ..engine.module import Module
from ..engine.select import choose
from .elementwise import check_elementwise, reduce


@differentiable("input", "target")
def poisson_nll_loss(
    input, target, log_input=True, full=False, eps=1e-8, reduction="mean"
):
    """Take rate - target log(rate), and Stirling's log(target!) if full.

    Parameters
    ----------
    input : (...) float
        Rates, or their logarithms if log_input.
    target : (...) float, of the same shape
        Counts; torch would broadcast them.
    log_input, full : bool
    eps : float
        Added to a rate before its logarithm is taken.
    reduction : {"mean", "sum", "none"}

    Returns
    -------
    output : () float, or (...) for "none"
        Nats.

    Raises
    ------
    ValueError
        If shapes or dtypes differ.

    References
    ----------
    McCullagh and Nelder, Generalized Linear Models, 1989, section 6.2.
    """
    check_positive("eps", eps)
    check_elementwise(input, target, reduction)
    rate = np.exp(input) if log_input else input
    log_rate = input if log_input else np.log(input + eps)
    loss = rate - target * log_rate
    if full:
        counted = target > 1  # of the others log(target!) is 0
        count = choose(counted, target, 1)
        stirling = count * np.log(count) - count + np.log(2 * pi * count) / 2
        loss = loss + choose(counted, stirling, 0)
    output = reduce(loss, reduction)

    def backward(doutput):
        dloss = doutput / input.size if reduction == "mean" else doutput
        # rate' = rate where log(rate) is the input; else log(rate)' = 1 / rate
        slope = rate - target if log_input else 1 - target / (input + eps)
        dtarget = -log_rate
        if full:  # (n log(n) - n + log(2 pi n) / 2)' = log(n) + 1 / (2 n)
            grown = np.log(count) + 1 / (2 * count)
            dtarget = dtarget + choose(counted, grown, 0)
        return dloss * slope, dloss * dtarget, None, None, None, None

    return output, backward


class PoissonNLLLoss(Module):
    """`poisson_nll_loss` as a module."""

    def __init__(self, log_input=True, full=False, *, eps=1e-8, reduction="mean"):
        super().__init__()
        self.log_input = log_input
        self.full = full
        self.eps = eps
        self.reduction = reduction

    def forward(self, input, target):
        """Take the negative log-likelihood of the counts."""
        return poisson_nll_loss(
            input, target, self.log_input, self.full, self.eps, self.reduction
        )
