"""The squared error, linear far from 0."""

from ..engine.autograd import differentiable, needs_input_grad
from ..engine.checks import check_number, check_positive
from ..engine.module import Module
from .elementwise import check_elementwise, reduce


@differentiable("input", "target")
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
    check_huber(input, target, reduction, delta)
    difference = input - target
    size = abs(difference)
    near = size.clip(max=delta)  # size itself, or where the parabola ends
    loss = near * (size - 0.5 * near)
    output = reduce(loss, reduction)

    def backward(doutput):
        dloss = doutput / difference.size if reduction == "mean" else doutput
        dtarget = None
        # x**2 / 2 has slope x; beyond, the slope stays what it was at delta
        dinput = dloss * difference.clip(-delta, delta)
        if needs_input_grad(1):
            dtarget = dloss * (target - input).clip(-delta, delta)
        return dinput, dtarget, None, None

    return output, backward


def check_huber(input, target, reduction, delta):
    """Refuse a delta that is not positive, and what no loss takes."""
    check_positive("delta", delta)
    check_elementwise(input, target, reduction)


class HuberLoss(Module):
    """`huber_loss` as a module."""

    def __init__(self, reduction="mean", delta=1.0):
        super().__init__()
        check_number("delta", delta)
        self.reduction = reduction
        self.delta = delta

    def forward(self, input, target):
        """Take the squared error, linear far from 0."""
        return huber_loss(input, target, self.reduction, self.delta)
