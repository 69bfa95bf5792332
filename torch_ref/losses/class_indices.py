"""Cross-entropy against one class index per example."""

from math import nan

import torch

from ..engine.select import choose, largest
from .labels import by_example


def class_indices(input, target, weight, ignore_index, reduction, label_smoothing):
    """Compute -log softmax(input)[target] by log-sum-exp, for `cross_entropy`.

    References
    ----------
    Bishop, Pattern Recognition and Machine Learning, 2006, eq. 4.108 and 4.109.
    Szegedy et al., Rethinking the Inception Architecture, 2016, sec. 7 (smoothing).
    """
    logits = by_example(input)  # (m, C)
    classes = logits.shape[1]
    labels = target.reshape(-1)
    kept = labels != ignore_index
    labels = choose(kept, labels, 0)
    own = torch.arange(len(labels)), labels  # every example's own class
    shifted = logits - largest(logits, 1)
    exps = torch.exp(shifted)
    sums = exps.sum(1)
    loss = torch.log(sums) - shifted[own]
    total = len(labels[kept])
    if weight is not None:
        share = choose(kept, weight[labels], 0)
        loss = loss * share
        total = share.sum()
    if label_smoothing > 0:
        even = label_smoothing / classes
        if weight is not None:
            even = even * weight
        smooth = ((torch.log(sums)[:, None] - shifted) * even).sum(1)
        loss = (1 - label_smoothing) * loss + smooth
    loss = choose(kept, loss, 0)
    if reduction == "none":
        output = loss.reshape(target.shape)
    elif reduction == "sum":
        output = loss.sum()
    else:
        output = loss.sum() / (total if total != 0 else nan)  # no weight, no mean
    return output
