"""The self-regularised gate mish."""

import torch

from ...engine.arguments import checked
from ...engine.checks import check_activation
from ...engine.module import Module
from ...engine.options import in_place
from ...engine.select import choose


@in_place
@checked
def mish(input):
    """Multiply every element x by tanh(log(1 + exp(x))).

    Parameters
    ----------
    input : (...) float

    Returns
    -------
    output : (...) float

    References
    ----------
    Misra, Mish: A Self Regularized Non-Monotonic Activation Function, 2020, eq. 1.
    """
    check_activation(input)
    decay = torch.exp(choose(input < 0, input, -input))  # exp(-|input|)
    gate = torch.tanh(choose(input < 0, 0, input) + torch.log1p(decay))
    output = input * gate
    return output


class Mish(Module):
    """`mish` as a module, in place of its input if `inplace`."""

    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace

    def forward(self, input):
        """Multiply every element x by tanh(log(1 + exp(x)))."""
        return mish(input, self.inplace)

    def extra_repr(self):
        """Return the options."""
        return "inplace=True" if self.inplace else ""
