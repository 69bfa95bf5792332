"""Cross-entropy against a probability for every class."""

from math import prod

import torch

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
    exps = torch.exp(shifted)
    sums = exps.sum(dim, keepdim=True)
    log_prob = shifted - torch.log(sums)
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
    return output
