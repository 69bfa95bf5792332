"""The cross-entropy of yes and no, from probabilities."""

import numpy as np

from ..engine.autograd import differentiable
from .elementwise import (
    check_elementwise,
    check_probabilities,
    check_weight,
    reduce,
)
from .loss import Loss

EPSILON = 9.999999960041972e-13  # 1e-12 in float32: torch's, whatever the dtype


@differentiable("input", "target", "weight")
def binary_cross_entropy(input, target, weight=None, reduction="mean"):
    """Compute -(target log(input) + (1 - target) log(1 - input)).

    Parameters
    ----------
    input, target : (...) float, of the same shape, probabilities in [0, 1]
    weight : float, broadcasts to the shape of input, optional, held constant
    reduction : {"mean", "sum", "none"}, mean over all elements, whatever their weight

    Returns
    -------
    output : () float, or (...) for "none", nats

    Raises
    ------
    ValueError

    Notes
    -----
    As in torch, a logarithm ends at -100 and the divisor of the slope at 1e-12.
    The slope by target is that of this loss, within 100; torch's is infinite at 0, 1.

    References
    ----------
    Bishop, Pattern Recognition and Machine Learning, 2006, eq. 4.90.
    """
    check_binary_cross_entropy(input, target, weight, reduction)
    log_yes = np.log(input).clip(-100)
    log_no = np.log1p(-input).clip(-100)
    loss = -(target * log_yes + (1 - target) * log_no)
    if weight is not None:
        loss = loss * weight
    output = reduce(loss, reduction)

    def backward(doutput):
        dloss = doutput / loss.size if reduction == "mean" else doutput
        if weight is not None:
            dloss = dloss * weight
        # -target / input + (1 - target) / (1 - input), over one divisor
        dinput = dloss * (input - target) / (input * (1 - input)).clip(EPSILON)
        dtarget = dloss * (log_no - log_yes)
        return dinput, dtarget, None, None

    return output, backward


def check_binary_cross_entropy(input, target, weight, reduction):
    """Refuse what is no probability, and shapes that do not match."""
    check_elementwise(input, target, reduction)
    check_weight("weight", weight, input)
    check_probabilities("input", input)
    check_probabilities("target", target)


class BCELoss(Loss):
    """`binary_cross_entropy` as a module; a weight is kept as a buffer."""

    def __init__(self, weight=None, reduction="mean"):
        super().__init__()
        self.register_buffer("weight", weight)
        self.reduction = reduction

    def forward(self, input, target):
        """Compare probabilities of yes."""
        return binary_cross_entropy(input, target, self.weight, self.reduction)
