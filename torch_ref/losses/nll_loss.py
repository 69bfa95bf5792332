"""The negative log-likelihood of class indices."""

import torch

from ..engine.arguments import checked
from ..engine.checks import check_reduction
from ..engine.select import choose
from .labels import by_example, check_classes, check_labels
from .loss import Loss


@checked("input", "target", "weight")
def nll_loss(input, target, weight=None, ignore_index=-100, reduction="mean"):
    """Take minus the log-probability of the right class: -input[target].

    Parameters
    ----------
    input : (C,), (N, C) or (N, C, d1, ...) float, log-probabilities
    target : input's shape without C, int64, class indices
    weight : (C,) float, optional, held constant
    ignore_index : int, the label that does not count
    reduction : {"mean", "sum", "none"}, mean by weight over the labels that count

    Returns
    -------
    output : () float, or the shape of target, nats

    Raises
    ------
    ValueError, or IndexError for a label outside [0, C)
    """
    check_nll_loss(input, target, weight, ignore_index, reduction)
    log_prob = by_example(input)  # (m, C)
    labels = target.reshape(-1)
    kept = labels != ignore_index
    labels = choose(kept, labels, 0)
    own = torch.arange(len(labels)), labels  # every example's own class
    loss = -log_prob[own]
    total = len(labels[kept])
    if weight is not None:
        share = choose(kept, weight[labels], 0)
        loss = loss * share
        total = share.sum()
    loss = choose(kept, loss, 0)
    if reduction == "none":
        output = loss.reshape(target.shape)
    elif reduction == "sum":
        output = loss.sum()
    else:
        output = loss.sum() / total
    return output


def check_nll_loss(input, target, weight, ignore_index, reduction):
    """Refuse what is neither log-probabilities nor labels of them."""
    check_reduction(reduction)
    check_classes(input, weight)
    check_labels(input, target, ignore_index)


class NLLLoss(Loss):
    """`nll_loss` as a module; a weight is kept as a buffer."""

    def __init__(self, weight=None, ignore_index=-100, reduction="mean"):
        super().__init__()
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction

    def forward(self, input, target):
        """Take minus the log-probability of the right class."""
        return nll_loss(input, target, self.weight, self.ignore_index, self.reduction)
