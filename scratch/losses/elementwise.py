"""What losses between two arrays of one shape have in common."""

from math import prod

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


def check_weight(name, weight, input):
    """Refuse a weight that does not broadcast to the shape of the input."""
    if weight is None:
        return
    check_same_dtype(input=input, **{name: weight})
    shape, wanted = tuple(weight.shape), tuple(input.shape)
    room = len(wanted) - len(shape)
    if room < 0 or any(n not in (1, m) for n, m in zip(shape, wanted[room:])):
        raise ValueError(f"{name} must broadcast to shape {wanted}, got {shape}")


def check_probabilities(name, tensor):
    """Refuse numbers outside [0, 1], and NaN."""
    inside = (tensor >= 0) & (tensor <= 1)
    if not inside.all():
        raise ValueError(f"{name} must be in [0, 1], got {tensor[~inside][0].item()}")


def reduce(loss, reduction):
    """Return the losses themselves, their sum or their mean."""
    if reduction == "none":
        return loss
    if reduction == "sum":
        return loss.sum()
    return loss.sum() / prod(loss.shape)
