"""The cross-entropy of yes and no, from logits."""

import numpy as np

from ..engine.autograd import differentiable, needs_input_grad
from ..engine.select import choose
from .elementwise import check_elementwise, check_weight, reduce
from .loss import Loss


@differentiable("input", "target", "weight", "pos_weight")
def binary_cross_entropy_with_logits(
    input, target, weight=None, reduction="mean", pos_weight=None
):
    """Compute -(target log(p) + (1 - target) log(1 - p)), p = sigmoid(input).

    Parameters
    ----------
    input : (...) float, logits
    target : (...) float, of the same shape, probability of yes
    weight : float, broadcasts to the shape of input, optional, held constant
    reduction : {"mean", "sum", "none"}, mean over all elements, whatever their weight
    pos_weight : float, likewise, factor of the first term

    Returns
    -------
    output : () float, or (...) for "none", nats

    Raises
    ------
    ValueError

    Notes
    -----
    Accurate where the loss is tiny; torch adds and subtracts the logit there.

    References
    ----------
    Bishop, Pattern Recognition and Machine Learning, 2006, eq. 4.90 and 4.91.
    """
    check_logits(input, target, weight, reduction, pos_weight)
    yes, no, both = target, 1 - target, 1
    if pos_weight is not None:
        yes = target * pos_weight
        both = yes + no
    # -log(1 - p) = max(input, 0) + log(1 + exp(-|input|)), and -log(p) by symmetry
    above, below = choose(input < 0, 0, input), choose(input < 0, -input, 0)
    decay = np.exp(-above - below)
    tail = np.log1p(decay)
    loss = no * above + yes * below + both * tail
    if weight is not None:
        loss = loss * weight
    output = reduce(loss, reduction)

    def backward(doutput):
        dloss = doutput / loss.size if reduction == "mean" else doutput
        if weight is not None:
            dloss = dloss * weight
        # -log(1 - p) has slope p, -log(p) slope p - 1; neither is 1 minus the other
        p = choose(input < 0, decay, 1) / (1 + decay)
        q = choose(input < 0, 1, decay) / (1 + decay)
        dinput = dloss * (no * p - yes * q)
        if not needs_input_grad(1):
            dtarget = None
        elif pos_weight is None:
            dtarget = -dloss * input
        else:
            dtarget = dloss * (pos_weight * (below + tail) - (above + tail))
        return dinput, dtarget, None, None, None

    return output, backward


def check_logits(input, target, weight, reduction, pos_weight):
    """Refuse shapes that do not match, and dtypes that differ."""
    check_elementwise(input, target, reduction)
    check_weight("weight", weight, input)
    check_weight("pos_weight", pos_weight, input)


class BCEWithLogitsLoss(Loss):
    """`binary_cross_entropy_with_logits` as a module; weights are kept as buffers."""

    def __init__(self, weight=None, reduction="mean", pos_weight=None):
        super().__init__()
        self.register_buffer("weight", weight)
        self.register_buffer("pos_weight", pos_weight)
        self.reduction = reduction

    def forward(self, input, target):
        """Compare logits with the probability of yes."""
        return binary_cross_entropy_with_logits(
            input, target, self.weight, self.reduction, self.pos_weight
        )
