"""Scores of classes, of which the right one is to be the largest by a margin."""

import torch

from ..engine.arguments import checked
from ..engine.checks import check_finite, check_reduction
from ..engine.module import Module
from ..engine.select import choose
from .elementwise import reduce
from .labels import check_classes, check_labels


@checked("input", "target", "weight")
def multi_margin_loss(input, target, p=1, margin=1.0, weight=None, reduction="mean"):
    """Take the mean over classes of max(0, margin - own score + other score)^p.

    Parameters
    ----------
    input : (N, C) or (C,) float
        Scores.
    target : (N,) or () int64
        The right classes.
    p : {1, 2}
    margin : float
    weight : (C,) float, optional, held constant
        Of each right class.
    reduction : {"mean", "sum", "none"}

    Returns
    -------
    output : () float, or the shape of target for "none"

    Raises
    ------
    ValueError, or IndexError for a label outside [0, C)

    References
    ----------
    Crammer and Singer, On the Algorithmic Implementation of Multiclass Kernel-based
    Vector Machines, 2001, eq. 4.
    """
    check_multi_margin(input, target, p, margin, weight, reduction)
    rows = input.reshape(-1, input.shape[-1])
    n, classes = rows.shape
    own = torch.arange(n), target  # every example's own class
    lacking = margin - rows[own].reshape(n, 1) + rows
    others = torch.arange(classes) != target.reshape(n, 1)
    counted = (lacking > 0) & others
    lacking = choose(counted, lacking, 0)
    loss = (lacking**p).sum(1) / classes
    if weight is not None:
        loss = loss * weight[target]
    output = reduce(loss.reshape(target.shape), reduction)
    return output


def check_multi_margin(input, target, p, margin, weight, reduction):
    """Refuse sizes that do not match and powers other than 1 and 2."""
    check_power(p)
    check_finite("margin", margin)
    check_reduction(reduction)
    check_classes(input, weight)
    if input.ndim > 2:
        raise ValueError(f"input must be (N, C) or (C,), got {tuple(input.shape)}")
    check_labels(input, target, None)


def check_power(p):
    """Refuse powers other than 1 and 2."""
    if p not in (1, 2):
        raise ValueError(f"p must be 1 or 2, got {p}")


class MultiMarginLoss(Module):
    """`multi_margin_loss` as a module.

    Parameters
    ----------
    p, margin, weight, reduction
        As in `multi_margin_loss`.
    """

    def __init__(self, p=1, margin=1.0, weight=None, reduction="mean"):
        super().__init__()
        check_power(p)
        self.p = p
        self.margin = margin
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input, target):
        """Take what the right class lacks to the margin."""
        return multi_margin_loss(
            input, target, self.p, self.margin, self.weight, self.reduction
        )
