"""The logarithm of a sum of exponentials."""

from math import inf

import numpy as np

from ...engine.autograd import differentiable
from ...engine.checks import check_along
from ...engine.promotion import real
from ...engine.select import choose, largest


@real
@differentiable
def logsumexp(input, dim, keepdim=False):
    """Compute log(sum(exp(input))) along dim, without overflow.

    Parameters
    ----------
    input : (...)
        Whole numbers and bools are taken in the default dtype.
    dim : int
    keepdim : bool
        Keep the reduced dimension, of size 1.

    Returns
    -------
    output : (...) float
        At least the maximum; minus infinity of no element.

    Raises
    ------
    IndexError
        If input has no dimension dim.

    References
    ----------
    Blanchard, Higham and Higham, Accurately Computing the Log-Sum-Exp and Softmax
    Functions, 2021.
    """
    check_along(input, dim)
    top = largest(input, dim)
    if 0 not in input.shape:
        top = choose(abs(top) < inf, top, 0)  # infinity minus infinity is no number
    kept = np.log(np.exp(input - top).sum(dim, keepdims=True)) + top
    output = kept if keepdim else kept.sum(dim)

    def backward(doutput):
        # d log(sum_j exp(x_j)) / dx_i = exp(x_i) / sum_j exp(x_j) = exp(x_i - y)
        doutput = doutput.reshape(kept.shape)
        return doutput * np.exp(input - kept), None, None

    return output, backward
