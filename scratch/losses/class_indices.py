"""Cross-entropy against one class index per example."""

import numpy as np

from .labels import class_dim


def class_indices(input, target, weight, ignore_index, reduction, label_smoothing):
    """Compute -log softmax(input)[target] by log-sum-exp, for `cross_entropy`.

    References
    ----------
    Bishop, Pattern Recognition and Machine Learning, 2006, eq. 4.108 and 4.109.
    Szegedy et al., Rethinking the Inception Architecture, 2016, sec. 7 (smoothing).
    """
    dim = class_dim(input)
    classes = input.shape[dim]
    labels = np.expand_dims(target, dim)  # (N, 1, ...)
    kept = labels != ignore_index
    labels = np.where(kept, labels, 0)
    shifted = input - input.max(dim, keepdims=True)
    exps = np.exp(shifted)
    sums = exps.sum(dim, keepdims=True)
    loss = np.log(sums) - np.take_along_axis(shifted, labels, dim)
    total = len(labels[kept])
    if weight is not None:
        share = np.where(kept, weight[labels], 0)
        loss = loss * share
        total = share.sum()
    if label_smoothing > 0:
        even = label_smoothing / classes
        if weight is not None:
            even = even * weight.reshape(-1, *[1] * (input.ndim - dim - 1))
        smooth = ((np.log(sums) - shifted) * even).sum(dim, keepdims=True)
        loss = (1 - label_smoothing) * loss + smooth
    loss = np.where(kept, loss, 0)
    if reduction == "none":
        output = loss.squeeze(dim)
    elif reduction == "sum":
        output = loss.sum()
    else:
        output = loss.sum() / total

    def backward(doutput):
        if reduction == "none":
            dloss = np.where(kept, np.expand_dims(doutput, dim), 0)
        elif reduction == "sum":
            dloss = np.where(kept, doutput, 0)
        else:
            dloss = np.where(kept, doutput / total, 0)
        # loss = log(sum_c exp(input_c)) - input_label, whatever is subtracted first:
        # d log-sum-exp / dinput_c = exp(input_c) / sum = softmax_c, and -1 at the label
        dlabel = dloss if weight is None else dloss * share
        dsums = dlabel
        if label_smoothing > 0:
            # smooth = sum_c even_c (log-sum-exp - input_c)
            dlabel = (1 - label_smoothing) * dlabel
            even_sum = label_smoothing if weight is None else even.sum()
            dsums = dlabel + dloss * even_sum
        dinput = exps * (dsums / sums)
        if label_smoothing > 0:
            dinput -= dloss * even
        here = np.take_along_axis(dinput, labels, dim)
        np.put_along_axis(dinput, labels, here - dlabel, dim)
        return dinput, None, None, None, None, None

    return output, backward
