"""How results lie in memory, as torch lays them: seen by views, and by random streams.

Torch computes elementwise in the order of the first operand that decides, NumPy in rows
where operands disagree; reductions and norms of torch leave rows whatever they read.
"""

import numpy as np

from .memory import order_of

ROWS = (
    *("sum", "mean", "var", "std", "amax", "amin", "norm", "pick", "softmax"),
    *("log_softmax", "logsigmoid", "layer_norm", "batch_norm", "joined", "stacked"),
    *("matmul", "linear"),
)
OPERANDS = (
    *("add", "sub", "mul", "div", "pow", "maximum", "minimum", "clamp", "chosen"),
    *("l1_loss", "mse_loss", "huber_loss", "smooth_l1_loss", "binary_cross_entropy"),
)
TARGET_FIRST = ("kl_div", "binary_cross_entropy_with_logits")


def layout_of(operation):
    """Return what lays out the result of an operation; None where NumPy agrees."""
    name = operation.__name__
    if not operation.__module__.startswith("scratch."):
        return None
    if name in ROWS:
        return in_rows
    if name in OPERANDS:
        return as_operands
    return as_target if name in TARGET_FIRST else None


def in_rows(output, arrays):
    """Return an array in rows."""
    return output if output.flags.c_contiguous else np.copy(output, order="C")


def as_operands(output, arrays):
    """Return an array laid out as the first operand that decides."""
    arrays = [a for a in arrays if type(a) is np.ndarray and a.ndim]
    for array in arrays:  # an axis of length 1 may have any stride, and decide by it
        if not array.flags.c_contiguous or 1 in array.shape:
            break
    else:
        return in_rows(output, arrays)
    operands = [spread_strides(a, output.shape) for a in arrays]
    order = order_of(operands, output.shape)
    turned = output.transpose(order)
    if turned.flags.c_contiguous:
        return output
    return np.copy(turned, order="C").transpose(np.argsort(order))


def as_target(output, arrays):
    """Return an array laid out as the second operand, then the first."""
    return as_operands(output, [arrays[1], arrays[0]])


def spread_strides(array, shape):
    """Return the strides of an array that is broadcast: 0 where it is repeated.

    NumPy has 0 for every axis of length 1, torch that of the array.
    """
    added = len(shape) - array.ndim
    own = zip(array.shape, array.strides, shape[added:])
    return (0,) * added + tuple(0 if n == 1 != m else stride for n, stride, m in own)
