"""The cross-entropy of yes and no, from logits."""

import numpy as np

from ..engine.autograd import differentiable, needs_input_grad
from ..engine.module import Module
from ..engine.pieces import in_pieces
from ..engine.select import at_least
from .elementwise import check_elementwise, check_weight, reduce


@differentiable
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
    check_elementwise(input, target, reduction)
    check_weight("weight", weight, input)
    check_weight("pos_weight", pos_weight, input)
    yes, no = target, 1 - target
    if pos_weight is not None:
        yes = target * pos_weight

    # -log(1 - p) = max(x, 0) + log(1 + exp(-|x|)), and -log(p) by symmetry
    def forward(x, yes, no):
        tail = np.log1p(np.exp(-abs(x)))
        if pos_weight is not None:
            tail = (yes + no) * tail
        return no * at_least(x, 0) + yes * at_least(-x, 0) + tail

    loss = in_pieces(forward, input, yes, no)
    if weight is not None:
        loss = loss * weight
    output = reduce(loss, reduction)

    def backward(doutput):
        dloss = doutput / loss.size if reduction == "mean" else doutput
        if weight is not None:
            dloss = dloss * weight

        # -log(1 - p) has slope p, -log(p) slope p - 1; neither is 1 minus the other
        def pullback(x, yes, no):
            small = np.exp(-abs(x))
            positive = x >= 0
            p = np.maximum(small, positive)  # p (1 + small), and small is at most 1
            q = np.maximum(small, ~positive)
            return (no * p - yes * q) / (1 + small)

        dinput = in_pieces(pullback, input, yes, no)
        dinput *= dloss
        if not needs_input_grad(1):
            dtarget = None
        elif pos_weight is None:
            dtarget = -dloss * input
        else:
            tail = np.log1p(np.exp(-abs(input)))
            above, below = np.maximum(input, 0), np.maximum(-input, 0)
            dtarget = dloss * (pos_weight * (below + tail) - (above + tail))
        return dinput, dtarget, None, None, None

    return output, backward


class BCEWithLogitsLoss(Module):
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
