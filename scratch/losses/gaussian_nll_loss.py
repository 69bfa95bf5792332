"""The negative log-likelihood of numbers whose variance is predicted, too."""

from math import log, pi

import numpy as np

from ..engine.autograd import differentiable
from ..engine.checks import check_positive, check_same_dtype, check_same_shape
from ..engine.module import Module
from ..engine.select import divisor
from .elementwise import check_elementwise, reduce


@differentiable("input", "target", "var")
def gaussian_nll_loss(input, target, var, full=False, eps=1e-6, reduction="mean"):
    """Take (log(var) + (input - target)**2 / var) / 2, and log(2 pi) / 2 if full.

    Parameters
    ----------
    input, target : (...) float
        Means and what was seen.
    var : (...) float, of the same shape
        Variances, at least 0; torch would broadcast it.
    full : bool
    eps : float
        The least variance; where it holds, var gets the gradient of eps, as in torch.
    reduction : {"mean", "sum", "none"}

    Returns
    -------
    output : () float, or (...) for "none"
        Nats.

    Raises
    ------
    ValueError
        If shapes or dtypes differ, or a variance is negative.

    References
    ----------
    Nix and Weigend, Estimating the Mean and Variance of the Target Probability
    Distribution, 1994, eq. 5.
    """
    check_gaussian(input, target, var, eps, reduction)
    variance = divisor(var, eps)
    difference = input - target
    loss = (np.log(variance) + difference**2 / variance) / 2
    if full:
        loss = loss + log(2 * pi) / 2
    output = reduce(loss, reduction)

    def backward(doutput):
        dloss = doutput / input.size if reduction == "mean" else doutput
        # d log(v) = 1 / v, d (d^2 / v) = 2 d / v and -d^2 / v^2
        dinput = dloss * difference / variance
        dvar = dloss * (1 / variance - (difference / variance) ** 2) / 2
        return dinput, -dinput, dvar, None, None, None

    return output, backward


def check_gaussian(input, target, var, eps, reduction):
    """Refuse variances of another shape, and negative ones."""
    check_positive("eps", eps)
    check_elementwise(input, target, reduction)
    check_same_dtype(input=input, var=var)
    check_same_shape(input=input, var=var)
    if (var < 0).any():
        raise ValueError(f"var must not be negative, got {var[var < 0][0].item()}")


class GaussianNLLLoss(Module):
    """`gaussian_nll_loss` as a module."""

    def __init__(self, *, full=False, eps=1e-6, reduction="mean"):
        super().__init__()
        self.full = full
        self.eps = eps
        self.reduction = reduction

    def forward(self, input, target, var):
        """Take the negative log-likelihood of what was seen."""
        return gaussian_nll_loss(
            input, target, var, self.full, self.eps, self.reduction
        )
