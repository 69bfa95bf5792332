"""Softmax cross-entropy between logits and classes."""

from ..engine.arguments import checked
from ..engine.checks import (
    check_floating,
    check_probability,
    check_reduction,
    check_same_dtype,
    check_same_shape,
)
from .class_indices import class_indices
from .class_probabilities import class_probabilities
from .labels import check_classes, check_labels
from .loss import Loss


@checked("input", "target", "weight")
def cross_entropy(
    input,
    target,
    weight=None,
    ignore_index=-100,
    reduction="mean",
    label_smoothing=0.0,
):
    """Compare logits with the right classes: -log softmax(input)[target].

    Parameters
    ----------
    input : (C,), (N, C) or (N, C, d1, ...) float, logits
    target : input's shape without C, int64 class indices; or input's shape, float
        class probabilities
    weight : (C,) float, optional, held constant
    ignore_index : int, the label that does not count
    reduction : {"mean", "sum", "none"}, mean by weight over the labels that count
    label_smoothing : float in [0, 1], share spread evenly over the classes

    Returns
    -------
    output : () float, or the shape of the class indices, nats

    Raises
    ------
    ValueError, or IndexError for a label outside [0, C)
    """
    check_cross_entropy(input, target, weight, ignore_index, reduction, label_smoothing)
    if target.ndim == input.ndim:
        return class_probabilities(input, target, weight, reduction, label_smoothing)
    return class_indices(
        input, target, weight, ignore_index, reduction, label_smoothing
    )


def check_cross_entropy(
    input, target, weight, ignore_index, reduction, label_smoothing
):
    """Refuse what is neither labels nor probabilities for these logits."""
    check_reduction(reduction)
    check_probability("label_smoothing", label_smoothing)
    check_classes(input, weight)
    if target.ndim != input.ndim:
        check_labels(input, target, ignore_index)
        return
    check_same_shape(input=input, target=target)
    check_floating("target", target)
    check_same_dtype(input=input, target=target)
    if ignore_index >= 0:
        raise ValueError(
            f"ignore_index must be negative for probabilities, got {ignore_index}"
        )


class CrossEntropyLoss(Loss):
    """`cross_entropy` as a module; a weight is kept as a buffer."""

    def __init__(
        self, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0
    ):
        super().__init__()
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index
        self.reduction = reduction
        self.label_smoothing = label_smoothing

    def forward(self, input, target):
        """Compare logits with classes."""
        return cross_entropy(
            input,
            target,
            self.weight,
            self.ignore_index,
            self.reduction,
            self.label_smoothing,
        )
