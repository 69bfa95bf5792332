"""The squared error, linear far from 0."""

import numpy as np

from ..engine.autograd import differentiable, needs_input_grad
from ..engine.checks import check_positive
from ..engine.module import Module
from ..engine.pieces import in_pieces
from ..engine.pool import recycled
from ..engine.select import at_most
from .elementwise import check_elementwise, reduce


@differentiable
def huber_loss(input, target, reduction="mean", delta=1.0):
    """Take x**2 / 2 for |x| < delta, else delta (|x| - delta / 2); x = input - target.

    Parameters
    ----------
    input : (...) float
    target : (...) float, of the same shape
    reduction : {"mean", "sum", "none"}
    delta : float, positive

    Returns
    -------
    output : () float, or (...) for "none"

    Raises
    ------
    ValueError
        If shapes or dtypes differ: nothing is broadcast, where torch only warns.

    References
    ----------
    Huber, Robust Estimation of a Location Parameter, 1964, sec. 1.
    """
    check_positive("delta", delta)
    check_elementwise(input, target, reduction)
    difference = np.subtract(input, target, out=recycled(input))

    def forward(x):
        size = abs(x)
        near = at_most(size, delta)  # size itself, or where the parabola ends
        size -= 0.5 * near
        return size * near

    loss = in_pieces(forward, difference)
    output = reduce(loss, reduction)

    def backward(doutput):
        dloss = doutput / difference.size if reduction == "mean" else doutput
        # x**2 / 2 has slope x; beyond, the slope stays what it was at delta
        dinput = np.clip(difference, -delta, delta, out=recycled(difference))
        dinput *= dloss
        dtarget = -dinput if needs_input_grad(1) else None
        return dinput, dtarget, None, None

    return output, backward


class HuberLoss(Module):
    """`huber_loss` as a module."""

    def __init__(self, reduction="mean", delta=1.0):
        super().__init__()
        self.reduction = reduction
        self.delta = delta

    def forward(self, input, target):
        """Take the squared error, linear far from 0."""
        return huber_loss(input, target, self.reduction, self.delta)
