"""The Kullback-Leibler divergence of distributions."""

import numpy as np

from ..engine.autograd import differentiable
from ..engine.checks import check_choice
from ..engine.select import choose
from .elementwise import check_elementwise, reduce
from .loss import Loss


@differentiable("input", "target")
def kl_div(input, target, reduction="mean", log_target=False):
    """Compute target * (log(target) - input), the pointwise divergence from input.

    Parameters
    ----------
    input : (...) float, log-probabilities
    target : (...) float, of the same shape, probabilities
    reduction : {"mean", "batchmean", "sum", "none"}
    log_target : bool, whether target holds log-probabilities too

    Returns
    -------
    output : () float, or (...) for "none", nats

    Raises
    ------
    ValueError

    Notes
    -----
    "batchmean" divides by the rows alone, as the definition has it; "mean" by all
    elements. The gradient at target = 0 is NaN, as torch takes it.

    References
    ----------
    Kullback and Leibler, On Information and Sufficiency, 1951, eq. 2.4.
    """
    check_kl_div(input, target, reduction)
    if log_target:
        prob, ratio = np.exp(target), target - input
        loss = prob * ratio
    else:
        prob = target
        entropy = choose(target == 0, 0, target * np.log(target))
        loss = entropy - prob * input
    if reduction == "batchmean":
        output = loss.sum() / (len(input) if input.ndim else 1)
    else:
        output = reduce(loss, reduction)

    def backward(doutput):
        dloss = doutput
        if reduction == "mean":
            dloss = doutput / loss.size
        elif reduction == "batchmean" and input.ndim:
            dloss = doutput / len(input)
        if log_target:
            # loss = exp(target) (target - input)
            dtarget = dloss * prob * ratio + dloss * prob
        else:
            # loss = target log(target) - target input
            dentropy = np.where(dloss == 0, 0, dloss * np.log(target))  # 0 log(-1) = 0
            dtarget = dentropy + dloss * (target / target) - dloss * input
        return -dloss * prob, dtarget, None, None

    return output, backward


def check_kl_div(input, target, reduction):
    """Refuse a reduction that does not exist, and what no loss takes."""
    check_choice("reduction", reduction, ("none", "batchmean", "mean", "sum"))
    check_elementwise(input, target, "sum")


class KLDivLoss(Loss):
    """`kl_div` as a module."""

    def __init__(self, reduction="mean", log_target=False):
        super().__init__()
        self.reduction = reduction
        self.log_target = log_target

    def forward(self, input, target):
        """Compute the divergence of target from input."""
        return kl_div(input, target, self.reduction, self.log_target)
