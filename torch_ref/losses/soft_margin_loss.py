"""The logistic loss of signed labels."""

import torch

from ..engine.arguments import checked
from .elementwise import check_elementwise, reduce
from .loss import Loss


@checked("input", "target")
def soft_margin_loss(input, target, reduction="mean"):
    """Take log(1 + exp(-target input)), which punishes the wrong sign.

    Parameters
    ----------
    input : (...) float
        Scores.
    target : (...) float, of the same shape
        Labels, -1 or 1; they get no gradient, as in torch.
    reduction : {"mean", "sum", "none"}

    Returns
    -------
    output : () float, or (...) for "none"

    Raises
    ------
    ValueError
        If shapes or dtypes differ.

    Notes
    -----
    For scores far on the wrong side torch gives infinity; this is -target input there.

    References
    ----------
    Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 2009, eq.
    10.18.
    """
    check_elementwise(input, target, reduction)
    wrong = -target * input
    loss = torch.logaddexp(torch.zeros_like(wrong), wrong)
    output = reduce(loss, reduction)
    return output


class SoftMarginLoss(Loss):
    """`soft_margin_loss` as a module."""

    def __init__(self, reduction="mean"):
        super().__init__()
        self.reduction = reduction

    def forward(self, input, target):
        """Punish scores of the wrong sign."""
        return soft_margin_loss(input, target, self.reduction)
