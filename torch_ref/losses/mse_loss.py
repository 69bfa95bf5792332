"""The squared error."""

from ..engine.arguments import checked
from .elementwise import check_elementwise, reduce
from .loss import Loss


@checked("input", "target")
def mse_loss(input, target, reduction="mean"):
    """Square the difference of input and target.

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

    References
    ----------
    Bishop, Pattern Recognition and Machine Learning, 2006, eq. 1.2, without its 1/2.
    """
    check_elementwise(input, target, reduction)
    difference = input - target
    output = reduce(difference**2, reduction)
    return output


class MSELoss(Loss):
    """`mse_loss` as a module."""

    def __init__(self, reduction="mean"):
        super().__init__()
        self.reduction = reduction

    def forward(self, input, target):
        """Square the difference of input and target."""
        return mse_loss(input, target, self.reduction)
