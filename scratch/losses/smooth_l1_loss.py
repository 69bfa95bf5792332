"""The absolute error, squared near 0."""

from ..engine.autograd import differentiable, needs_input_grad
from ..engine.checks import check_not_negative
from ..engine.select import choose
from .elementwise import check_elementwise, reduce
from .loss import Loss


@differentiable("input", "target")
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
    check_smooth(input, target, reduction, beta)
    difference = input - target
    loss = size = abs(difference)
    if beta > 0:
        near = size.clip(max=beta)  # size itself, or where the parabola ends
        loss = near / beta * (size - 0.5 * near)
    output = reduce(loss, reduction)

    def backward(doutput):
        dloss = doutput / difference.size if reduction == "mean" else doutput
        dtarget = None
        # loss = smooth(x), x = input - target, and for target x = target - input
        if needs_input_grad(1):
            dtarget = slope(target - input, beta, dloss)
        return slope(difference, beta, dloss), dtarget, None, None

    return output, backward


def slope(x, beta, dloss):
    """Return x / beta, or beyond 1 above and -1 below 0, times the gradient of loss."""
    if beta > 0:
        return dloss * x.clip(-beta, beta) / beta
    return choose(x > 0, dloss, choose(x < 0, -dloss, 0 * dloss))


def check_smooth(input, target, reduction, beta):
    """Refuse a negative beta, and what no loss takes."""
    check_not_negative("beta", beta)
    check_elementwise(input, target, reduction)


class SmoothL1Loss(Loss):
    """`smooth_l1_loss` as a module."""

    def __init__(self, reduction="mean", beta=1.0):
        super().__init__()
        self.reduction = reduction
        self.beta = beta

    def forward(self, input, target):
        """Take the absolute error, squared near 0."""
        return smooth_l1_loss(input, target, self.reduction, self.beta)
