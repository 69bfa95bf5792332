"""The logistic sigmoid."""

import torch

from ...engine.arguments import checked
from ...engine.checks import check_activation
from ...engine.module import Module


@checked
def sigmoid(input):
    """Map every element x to 1 / (1 + exp(-x)).

    Parameters
    ----------
    input : (...) float
        Logits.

    Returns
    -------
    output : (...) float
        Probability in [0, 1].

    Notes
    -----
    Where exp(-x) overflows, this is exp(x): small probabilities keep all their digits
    down to the subnormal numbers.

    References
    ----------
    Rumelhart, Hinton and Williams, Learning Representations by Back-Propagating
    Errors, 1986, eq. 2.
    """
    check_activation(input)
    output = logistic(input)
    return output


def logistic(x):
    """Return 1 / (1 + exp(-x)), also where exp(-x) overflows."""
    return torch.exp(torch.minimum(x, torch.zeros_like(x))) / (
        1 + torch.exp(-torch.abs(x))
    )


class Sigmoid(Module):
    """`sigmoid` as a module."""

    def forward(self, input):
        """Map logits to probabilities."""
        return sigmoid(input)
