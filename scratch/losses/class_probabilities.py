"""Cross-entropy against a probability for every class."""

from math import prod

import numpy as np

from ..engine.select import largest
from .labels import class_dim


def class_probabilities(input, target, weight, reduction, label_smoothing):
    """Compute -sum(target * log softmax(input)), for `cross_entropy`.

    References
    ----------
    Bishop, Pattern Recognition and Machine Learning, 2006, eq. 4.108 and 4.109.
    Szegedy et al., Rethinking the Inception Architecture, 2016, sec. 7 (smoothing).
    """
    dim = class_dim(input)
    classes = input.shape[dim]
    shifted = input - largest(input, dim)
    exps = np.exp(shifted)
    sums = exps.sum(dim, keepdims=True)
    log_prob = shifted - np.log(sums)
    wanted = target
    if label_smoothing > 0:
        wanted = wanted * (1 - label_smoothing) + label_smoothing / classes
    if weight is not None:
        by_class = weight.reshape(-1, *[1] * (input.ndim - dim - 1))
        wanted = wanted * by_class
    loss = -(log_prob * wanted).sum(dim)
    if reduction == "none":
        output = loss
    elif reduction == "sum":
        output = loss.sum()
    else:
        output = loss.sum() / prod(loss.shape)

    def backward(doutput):
        dloss = doutput
        if reduction == "none":
            dloss = np.expand_dims(doutput, dim)
        elif reduction == "mean":
            dloss = doutput / loss.size
        # loss = -sum_c wanted_c log_prob_c
        dlog_prob = -dloss * wanted
        # log_prob_c = input_c - log(sum_k exp(input_k)), the latter's gradient softmax
        dinput = dlog_prob - exps / sums * dlog_prob.sum(dim, keepdims=True)
        dtarget = -dloss * log_prob
        if weight is not None:
            dtarget = dtarget * by_class
        if label_smoothing > 0:
            dtarget = dtarget * (1 - label_smoothing)
        return dinput, dtarget, None, None, None, None

    return output, backward
