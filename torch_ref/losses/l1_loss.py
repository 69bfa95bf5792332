"""The absolute error."""

from ..engine.arguments import checked
from .elementwise import check_elementwise, reduce
from .loss import Loss


@checked("input", "target")
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
    return output


class L1Loss(Loss):
    """`l1_loss` as a module."""

    def __init__(self, reduction="mean"):
        super().__init__()
        self.reduction = reduction

    def forward(self, input, target):
        """Take the absolute difference of input and target."""
        return l1_loss(input, target, self.reduction)
