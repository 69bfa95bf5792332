"""Three points, of which the second is to be nearer to the first than the third."""

from ..engine.arguments import checked
from ..engine.checks import check_positive
from ..engine.functions import minimum
from ..engine.module import Module
from .elementwise import check_elementwise, reduce


@checked("anchor", "positive", "negative", margin=float, p=float, eps=float)
def triplet_margin_loss(
    anchor,
    positive,
    negative,
    margin=1.0,
    p=2.0,
    eps=1e-6,
    swap=False,
    reduction="mean",
):
    """Take max(0, margin + |anchor - positive| - |anchor - negative|).

    Parameters
    ----------
    anchor, positive, negative : (..., D) float
        Points; torch would broadcast them.
    margin : float
    p : float
        Of the norm.
    eps : float
        Added to every difference, so that the norm has a slope.
    swap : bool
        Whether the negative is compared with the nearer of the other two.
    reduction : {"mean", "sum", "none"}

    Returns
    -------
    output : () float, or (...) for "none"

    Raises
    ------
    ValueError
        If shapes or dtypes differ, or margin or p is not positive.

    Notes
    -----
    Of norms, a bound and a mean, each with a gradient of its own.

    References
    ----------
    Schroff, Kalenichenko and Philbin, FaceNet, 2015, eq. 2. Balntas et al., Learning
    Local Feature Descriptors with Triplets, 2016, section 2.2, for the swap.
    """
    check_positive("margin", margin)
    check_positive("p", p)
    check_elementwise(anchor, positive, reduction)
    check_elementwise(anchor, negative, reduction)
    near = (anchor - positive + eps).norm(p, -1)
    far = (anchor - negative + eps).norm(p, -1)
    if swap:
        far = minimum(far, (positive - negative + eps).norm(p, -1))
    return reduce((margin + near - far).clamp_min(0), reduction)


class TripletMarginLoss(Module):
    """`triplet_margin_loss` as a module."""

    def __init__(self, margin=1.0, p=2.0, eps=1e-6, swap=False, reduction="mean"):
        super().__init__()
        check_positive("margin", margin)
        self.margin = margin
        self.p = p
        self.eps = eps
        self.swap = swap
        self.reduction = reduction

    def forward(self, anchor, positive, negative):
        """Take what the negative lacks to the margin."""
        return triplet_margin_loss(
            anchor,
            positive,
            negative,
            self.margin,
            self.p,
            self.eps,
            self.swap,
            self.reduction,
        )
