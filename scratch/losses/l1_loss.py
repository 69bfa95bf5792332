"""The absolute error."""

from ..engine.autograd import differentiable, needs_input_grad
from ..engine.select import choose
from .elementwise import check_elementwise, reduce
from .loss import Loss


@differentiable("input", "target")
def l1_loss(input, target, reduction="mean"):
    """Take the absolute difference of input and target.

    Parameters
    ----------
    input : (...) float
    target : (...) float, of the same shape
    reduction : {"mean", "sum", "none"}

    Returns
    -------
    output : () float, or (...) for "none"

    Raises
    ------
    ValueError
        If shapes or dtypes differ: nothing is broadcast, where torch only warns.

    Notes
    -----
    The gradient at input = target is 0, as torch takes it.

    References
    ----------
    Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 2009, 10.6.
    """
    check_elementwise(input, target, reduction)
    difference = input - target
    output = reduce(abs(difference), reduction)

    def backward(doutput):
        dloss = doutput / difference.size if reduction == "mean" else doutput
        # |x| has slope 1 above 0, -1 below and, as torch takes it, 0 at 0
        dinput = choose(difference < 0, -dloss, 0 * dloss)
        dinput = choose(difference > 0, dloss, dinput)
        dtarget = -dinput if needs_input_grad(1) else None
        return dinput, dtarget, None

    return output, backward


class L1Loss(Loss):
    """`l1_loss` as a module."""

    def __init__(self, reduction="mean"):
        super().__init__()
        self.reduction = reduction

    def forward(self, input, target):
        """Take the absolute difference of input and target."""
        return l1_loss(input, target, self.reduction)
