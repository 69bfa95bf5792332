"""Cross-entropy against one class index per example."""

from math import nan

import numpy as np

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
    own = np.arange(len(labels)), labels  # every example's own class
    shifted = logits - largest(logits, 1)
    exps = np.exp(shifted)
    sums = exps.sum(1)
    loss = np.log(sums) - shifted[own]
    total = len(labels[kept])
    if weight is not None:
        share = choose(kept, weight[labels], 0)
        loss = loss * share
        total = share.sum()
    if label_smoothing > 0:
        even = label_smoothing / classes
        if weight is not None:
            even = even * weight
        smooth = ((np.log(sums)[:, None] - shifted) * even).sum(1)
        loss = (1 - label_smoothing) * loss + smooth
    loss = choose(kept, loss, 0)
    if reduction == "none":
        output = loss.reshape(target.shape)
    elif reduction == "sum":
        output = loss.sum()
    else:
        output = loss.sum() / (total if total != 0 else nan)  # no weight, no mean

    def backward(doutput):
        if reduction == "none":
            doutput = doutput.reshape(-1)
        elif reduction == "mean":
            doutput = doutput / total
        dloss = choose(kept, doutput, 0)
        # loss = log(sum_c exp(logit_c)) - logit_own, whatever was subtracted before
        down = dloss if weight is None else dloss * share
        dlse = down
        if label_smoothing > 0:
            # + sum_c even_c (log-sum-exp - logit_c)
            down = down * (1 - label_smoothing)
            dlse = down + dloss * (label_smoothing if weight is None else even.sum())
        # d log-sum-exp / d logit_c = exp(logit_c) / sum = softmax_c
        dlogits = exps * (dlse / sums)[:, None]
        if label_smoothing > 0:
            dlogits -= dloss[:, None] * even
        dlogits[own] -= down
        if input.ndim > 2:
            dlogits = np.moveaxis(dlogits.reshape(*target.shape, classes), -1, 1)
        return dlogits.reshape(input.shape), None, None, None, None, None

    return output, backward
