"""What losses between two arrays of one shape have in common."""

from ..engine.checks import (
    check_floating,
    check_reduction,
    check_same_dtype,
    check_same_shape,
)


def check_elementwise(input, target, reduction):
    """Refuse shapes that would broadcast and dtypes that would be promoted."""
    check_reduction(reduction)
    check_floating("input", input)
    check_same_dtype(input=input, target=target)
    check_same_shape(input=input, target=target)


def reduce(loss, reduction):
    """Return the losses themselves, their sum or their mean."""
    if reduction == "none":
        return loss
    if reduction == "sum":
        return loss.sum()
    return loss.sum() / loss.size
