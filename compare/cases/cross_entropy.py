"""Cases of `cross_entropy` and `CrossEntropyLoss`."""

import numpy as np
import torch

from .case import FunctionCase, ModuleCase, always

REDUCTIONS = ("mean", "sum", "none")


def class_shape(draw):
    """Draw the shape of logits, (N, C), (C,), (N, C, d1, ...), maybe of no example."""
    classes = draw.size()
    return draw.choice(
        (
            (draw.size(), classes),
            (classes,),
            (draw.size(), classes, draw.size()),
            (draw.size(), classes, 2, draw.size()),
            (0, classes),
        )
    )


def draw_labels(draw, shape, ignore_index):
    """Draw labels for logits of this shape, some of them to be ignored."""
    dim = 0 if len(shape) == 1 else 1
    without = shape[:dim] + shape[dim + 1 :]
    labels = draw.labels(*without, classes=shape[dim])
    if draw.integer(0, 2) == 2:
        labels = np.where(draw.booleans(*without), ignore_index, labels)
    return labels


def draw_class_weight(draw, shape):
    """Draw a weight for every class, now and then none or 0."""
    if draw.boolean():
        return None
    return draw.between(0, 2, shape[0 if len(shape) == 1 else 1])


def cross_entropy_arguments(draw):
    """Draw logits with labels or probabilities."""
    shape = class_shape(draw)
    arguments = {
        "input": draw.array(*shape),
        "weight": draw_class_weight(draw, shape),
        "reduction": draw.choice(REDUCTIONS),
        "label_smoothing": draw.choice((0.0, 0.1, 0.5)),
    }
    if draw.integer(0, 2) == 2:
        ignored = draw.choice((-100, -1))
        target = draw.between(0, 1, *shape)
        return {**arguments, "target": target, "ignore_index": ignored}
    ignore_index = draw.choice((-100, 0, 2))
    target = draw_labels(draw, shape, ignore_index)
    return {**arguments, "target": target, "ignore_index": ignore_index}


def module_options(draw):
    """Draw options that suit three classes."""
    return {
        "weight": draw_class_weight(draw, (3,)),
        "ignore_index": draw.choice((-100, 1)),
        "reduction": draw.choice(REDUCTIONS),
        "label_smoothing": draw.choice((0.0, 0.1)),
    }


def module_inputs(draw, options):
    """Draw logits of three classes and labels."""
    shape = (draw.size(), 3)
    return draw.array(*shape), draw_labels(draw, shape, options["ignore_index"])


def logits(*shape, dtype=np.float32):
    """Make logits for a call that is refused."""
    return np.ones(shape, dtype)


def labels(*values):
    """Make labels for a call that is refused."""
    return np.array(values, np.int64)


def refused_labels():
    """Return what every loss over classes refuses, by description."""
    two, good = logits(2, 3), labels(0, 1)
    return {
        "label too large": lambda: {"input": two, "target": labels(0, 3)},
        "negative label": lambda: {"input": two, "target": labels(-1, 0)},
        "label too large in (N, C, d1)": lambda: {
            "input": logits(1, 3, 2),
            "target": labels(0, 3).reshape(1, 2),
        },
        "float labels": lambda: {"input": two, "target": logits(2)},
        "int32 labels": lambda: {"input": two, "target": good.astype(np.int32)},
        "batches differ": lambda: {"input": two, "target": labels(0)},
        "labels in a column": lambda: {"input": two, "target": good.reshape(2, 1)},
        "integer input": lambda: {"input": two.astype(np.int64), "target": good},
        "no reduction of that name": lambda: {
            "input": two,
            "target": good,
            "reduction": "average",
        },
        "weights not one per class": lambda: {
            "input": two,
            "target": good,
            "weight": logits(2),
        },
        "weights in two dimensions": lambda: {
            "input": two,
            "target": good,
            "weight": logits(1, 3),
        },
        "weight of another dtype": lambda: {
            "input": two,
            "target": good,
            "weight": logits(3, dtype=np.float64),
        },
    }


CASES = [
    FunctionCase(
        name="cross_entropy",
        arguments=cross_entropy_arguments,
        gradients=("input", "target"),
        reference=torch.nn.functional.cross_entropy,
        analytic=always,
        refused={
            **refused_labels(),
            "input without dimensions": lambda: {
                "input": logits(),
                "target": labels(0).reshape(()),
            },
            "integer probabilities": lambda: {
                "input": logits(2, 3),
                "target": labels(0, 1, 0, 1, 0, 0).reshape(2, 3),
            },
            "ignored class among probabilities": lambda: {
                "input": logits(2, 3),
                "target": logits(2, 3),
                "ignore_index": 1,
            },
            "ignored first class among probabilities": lambda: {
                "input": logits(2, 3),
                "target": logits(2, 3),
                "ignore_index": 0,
            },
            "smoothing above 1": lambda: {
                "input": logits(2, 3),
                "target": labels(0, 1),
                "label_smoothing": 1.5,
            },
        },
        stricter={
            "negative smoothing": lambda: {
                "input": logits(2, 3),
                "target": labels(0, 1),
                "label_smoothing": -0.5,
            },
            "uint8 labels": lambda: {
                "input": logits(2, 3),
                "target": labels(0, 1).astype(np.uint8),
            },
            "probabilities of another dtype": lambda: {
                "input": logits(2, 3),
                "target": logits(2, 3, dtype=np.float64),
            },
            "neither class nor example": lambda: {
                "input": logits(0, 0),
                "target": labels(),
            },
        },
    ),
    ModuleCase(
        name="CrossEntropyLoss",
        arguments=module_options,
        inputs=module_inputs,
        reference=torch.nn.CrossEntropyLoss,
        functional=lambda module, input, target: (
            "cross_entropy",
            {
                "input": input,
                "target": target,
                "weight": module.weight,
                "ignore_index": module.ignore_index,
                "reduction": module.reduction,
                "label_smoothing": module.label_smoothing,
            },
        ),
    ),
]
