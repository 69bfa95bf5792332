"""What losses over classes expect of their labels."""

from functools import cache

import torch

from ..engine.checks import check_floating, check_same_dtype, check_shape


def class_dim(input):
    """Return the dimension that counts classes: 1, or 0 if there is no other."""
    return 0 if input.ndim == 1 else 1


def by_example(input):
    """Return (N, C, d1, ...) as (m, C), one row for every label."""
    if input.ndim > 2:
        input = torch.moveaxis(input, 1, -1)
    return input.reshape(-1, input.shape[-1])


def check_classes(input, weight):
    """Refuse an input without classes, and weights that are not one per class."""
    check_floating("input", input)
    if input.ndim == 0 or input.shape[class_dim(input)] == 0:
        raise ValueError(
            f"input must have at least one class, got shape {tuple(input.shape)}"
        )
    if weight is not None:
        check_shape("weight", weight, (input.shape[class_dim(input)],))
        check_same_dtype(input=input, weight=weight)


@cache
def is_int64(dtype):
    """Whether a dtype is called int64."""
    return str(dtype).rpartition(".")[2] == "int64"


def check_labels(input, target, ignore_index):
    """Refuse labels that are not one class per example."""
    dim = class_dim(input)
    check_shape("target", target, (*input.shape[:dim], *input.shape[dim + 1 :]))
    if not is_int64(target.dtype):
        raise ValueError(f"labels in target must be int64, got {target.dtype}")
    classes = input.shape[dim]
    outside = (target < 0) | (target >= classes)
    if outside.any():
        also = ""
        if ignore_index is not None:
            outside, also = outside & (target != ignore_index), f" or {ignore_index}"
        if outside.any():
            raise IndexError(
                f"labels must be in [0, {classes - 1}]{also}, "
                f"got {int(target[outside][0])}"
            )
