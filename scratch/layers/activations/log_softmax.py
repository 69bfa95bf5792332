"""The logarithm of softmax."""

import numpy as np

from ...engine.autograd import differentiable
from ...engine.checks import check_along
from ...engine.module import Module
from ...engine.options import in_dtype
from ...engine.select import largest


@in_dtype
@differentiable
def log_softmax(input, dim):
    """Subtract the log-sum-exp along dim.

    Parameters
    ----------
    input : (...) float
        Logits.
    dim : int
        The dimension of the classes; torch's old default for it is not offered.

    Returns
    -------
    output : (...) float
        Logarithms of probabilities, nats.

    Raises
    ------
    IndexError
        If input has no dimension dim.

    Notes
    -----
    Never log(softmax(input)), which is -inf as soon as a probability underflows.

    References
    ----------
    Goodfellow, Bengio and Courville, Deep Learning, 2016, section 6.2.2.3.
    """
    check_along(input, dim)
    shifted = input - largest(input, dim)
    output = shifted - np.log(np.exp(shifted).sum(dim, keepdims=True))

    def backward(doutput):
        # dy_i/dx_j = 1[i = j] - softmax_j, so dx_j = dy_j - softmax_j sum_i dy_i
        return (doutput - np.exp(output) * doutput.sum(dim, keepdims=True),)

    return output, backward


class LogSoftmax(Module):
    """`log_softmax` as a module.

    Parameters
    ----------
    dim : int
    """

    def __init__(self, dim):
        super().__init__()
        self.dim = dim

    def forward(self, input):
        """Subtract the log-sum-exp along dim."""
        return log_softmax(input, self.dim)

    def extra_repr(self):
        """Return the options."""
        return f"dim={self.dim}"
