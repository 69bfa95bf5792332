"""The negative log-likelihood of counts whose rate is predicted."""

from math import pi

import torch

from ..engine.arguments import checked
from ..engine.checks import check_positive
from ..engine.module import Module
from ..engine.select import choose
from .elementwise import check_elementwise, reduce


@checked("input", "target")
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
    rate = torch.exp(input) if log_input else input
    log_rate = input if log_input else torch.log(input + eps)
    loss = rate - target * log_rate
    if full:
        counted = target > 1  # of the others log(target!) is 0
        count = choose(counted, target, 1)
        stirling = count * torch.log(count) - count + torch.log(2 * pi * count) / 2
        loss = loss + choose(counted, stirling, 0)
    output = reduce(loss, reduction)
    return output


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
