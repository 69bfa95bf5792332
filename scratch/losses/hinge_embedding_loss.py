"""A distance that is to be small for like pairs, and above a margin for others."""

from ..engine.autograd import differentiable
from ..engine.checks import check_finite
from ..engine.select import choose
from .elementwise import check_elementwise, reduce
from .loss import Loss


@differentiable("input", "target")
def hinge_embedding_loss(input, target, margin=1.0, reduction="mean"):
    """Take input where target is 1, and max(0, margin - input) where it is -1.

    Parameters
    ----------
    input : (...) float
        Distances.
    target : (...) float, of the same shape
        1 for like pairs, -1 for others.
    margin : float
    reduction : {"mean", "sum", "none"}

    Returns
    -------
    output : () float, or (...) for "none"

    Raises
    ------
    ValueError
        If shapes or dtypes differ.

    References
    ----------
    Hadsell, Chopra and LeCun, Dimensionality Reduction by Learning an Invariant
    Mapping, 2006, eq. 4, without the squares.
    """
    check_finite("margin", margin)
    check_elementwise(input, target, reduction)
    like, other = target != -1, target != 1
    loss = choose(like, input, 0) + choose(other, (margin - input).clip(0), 0)
    output = reduce(loss, reduction)

    def backward(doutput):
        dloss = doutput / input.size if reduction == "mean" else doutput
        # slope 1 for like pairs, -1 inside the margin, which torch takes as closed
        inside = other & (margin - input >= 0)
        return choose(like, dloss, 0) - choose(inside, dloss, 0), None, None, None

    return output, backward


class HingeEmbeddingLoss(Loss):
    """`hinge_embedding_loss` as a module."""

    def __init__(self, margin=1.0, reduction="mean"):
        super().__init__()
        self.margin = margin
        self.reduction = reduction

    def forward(self, input, target):
        """Take distances of like pairs, and what others lack to the margin."""
        return hinge_embedding_loss(input, target, self.margin, self.reduction)
