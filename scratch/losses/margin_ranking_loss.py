"""Two scores, of which one is to be larger by a margin."""

from ..engine.autograd import differentiable
from ..engine.checks import check_finite
from .elementwise import check_elementwise, reduce
from .loss import Loss


@differentiable("input1", "input2", "target")
def margin_ranking_loss(input1, input2, target, margin=0.0, reduction="mean"):
    """Take max(0, margin - target (input1 - input2)).

    Parameters
    ----------
    input1, input2 : (...) float
        Scores.
    target : (...) float, of the same shape
        1 where input1 is to be larger, -1 where input2 is.
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
    Herbrich, Graepel and Obermayer, Large Margin Rank Boundaries, 2000, section 4.
    """
    check_finite("margin", margin)
    check_elementwise(input1, input2, reduction)
    check_elementwise(input1, target, reduction)
    difference = input1 - input2
    lacking = -target * difference + margin
    output = reduce(lacking.clip(0), reduction)

    def backward(doutput):
        dloss = doutput / target.size if reduction == "mean" else doutput
        # slope -target where something is lacking, torch's side at 0
        dlacking = dloss * (lacking >= 0)
        dinput1 = -target * dlacking
        return dinput1, -dinput1, -difference * dlacking, None, None

    return output, backward


class MarginRankingLoss(Loss):
    """`margin_ranking_loss` as a module."""

    def __init__(self, margin=0.0, reduction="mean"):
        super().__init__()
        self.margin = margin
        self.reduction = reduction

    def forward(self, input1, input2, target):
        """Take what the larger score lacks to the margin."""
        return margin_ranking_loss(input1, input2, target, self.margin, self.reduction)
