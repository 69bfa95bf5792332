"""The absolute error, squared near 0."""

import numpy as np

from ..engine.autograd import differentiable, needs_input_grad
from ..engine.checks import check_not_negative
from ..engine.module import Module
from ..engine.pieces import in_pieces
from ..engine.pool import recycled
from ..engine.select import at_most, choose
from .elementwise import check_elementwise, reduce


@differentiable
def smooth_l1_loss(input, target, reduction="mean", beta=1.0):
    """Take x**2 / (2 beta) for |x| < beta, else |x| - beta / 2; x = input - target.

    Parameters
    ----------
    input : (...) float
    target : (...) float, of the same shape
    reduction : {"mean", "sum", "none"}
    beta : float, not negative; 0 makes it `l1_loss`

    Returns
    -------
    output : () float, or (...) for "none"

    Raises
    ------
    ValueError
        If shapes or dtypes differ: nothing is broadcast, where torch only warns.

    References
    ----------
    Girshick, Fast R-CNN, 2015, eq. 3.
    """
    check_not_negative("beta", beta)
    check_elementwise(input, target, reduction)
    difference = np.subtract(input, target, out=recycled(input))

    def forward(x):
        size = abs(x)
        if beta == 0:
            return size
        near = at_most(size, beta)  # size itself, or where the parabola ends
        size -= 0.5 * near
        near /= beta
        return near * size

    loss = in_pieces(forward, difference)
    output = reduce(loss, reduction)

    def backward(doutput):
        dloss = doutput / difference.size if reduction == "mean" else doutput
        # x**2 / (2 beta) has slope x / beta; |x| has 1 above and -1 below 0
        if beta > 0:
            dinput = np.clip(difference, -beta, beta, out=recycled(difference))
            dinput *= dloss
            dinput /= beta
        else:
            dinput = choose(difference > 0, dloss, 0)
            dinput = choose(difference < 0, -dloss, dinput)
        dtarget = -dinput if needs_input_grad(1) else None
        return dinput, dtarget, None, None

    return output, backward


class SmoothL1Loss(Module):
    """`smooth_l1_loss` as a module."""

    def __init__(self, reduction="mean", beta=1.0):
        super().__init__()
        self.reduction = reduction
        self.beta = beta

    def forward(self, input, target):
        """Take the absolute error, squared near 0."""
        return smooth_l1_loss(input, target, self.reduction, self.beta)
