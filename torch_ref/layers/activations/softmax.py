"""Softmax: positive numbers that sum to one."""

import torch

from ...engine.arguments import checked
from ...engine.checks import check_along
from ...engine.module import Module
from ...engine.options import in_dtype
from ...engine.select import largest


@in_dtype
@checked
def softmax(input, dim):
    """Divide exp(input) by its sum along dim.

    Parameters
    ----------
    input : (...) float
        Logits.
    dim : int
        The dimension of the classes; torch's old default for it is not offered.

    Returns
    -------
    output : (...) float
        Probabilities; they sum to 1 along dim.

    Raises
    ------
    IndexError
        If input has no dimension dim.

    Notes
    -----
    Adding a number to all logits changes nothing, so the largest is subtracted first.
    A temperature T is softmax(input / T, dim).

    References
    ----------
    Bridle, Probabilistic Interpretation of Feedforward Classification Network Outputs,
    1990, eq. 6.
    """
    check_along(input, dim)
    output = torch.exp(input - largest(input, dim))
    output = output / output.sum(dim, keepdim=True)
    return output


class Softmax(Module):
    """`softmax` as a module.

    Parameters
    ----------
    dim : int
    """

    def __init__(self, dim):
        super().__init__()
        self.dim = dim

    def forward(self, input):
        """Divide exp(input) by its sum along dim."""
        return softmax(input, self.dim)

    def extra_repr(self):
        """Return the options."""
        return f"dim={self.dim}"
