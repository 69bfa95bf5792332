"""Cross-entropy against one class index per example."""

import torch

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
    labels = torch.unsqueeze(target, dim)  # (N, 1, ...)
    kept = labels != ignore_index
    labels = torch.where(kept, labels, 0)
    shifted = input - input.amax(dim, keepdim=True).detach()
    exps = torch.exp(shifted)
    sums = exps.sum(dim, keepdim=True)
    loss = torch.log(sums) - torch.gather(shifted, dim, labels)
    total = len(labels[kept])
    if weight is not None:
        share = torch.where(kept, weight[labels], 0)
        loss = loss * share
        total = share.sum()
    if label_smoothing > 0:
        even = label_smoothing / classes
        if weight is not None:
            even = even * weight.reshape(-1, *[1] * (input.ndim - dim - 1))
        smooth = ((torch.log(sums) - shifted) * even).sum(dim, keepdim=True)
        loss = (1 - label_smoothing) * loss + smooth
    loss = torch.where(kept, loss, 0)
    if reduction == "none":
        output = loss.squeeze(dim)
    elif reduction == "sum":
        output = loss.sum()
    else:
        output = loss.sum() / total
    return output
