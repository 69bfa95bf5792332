"""The sigmoid linear unit, also called swish."""

from ...engine.autograd import differentiable
from ...engine.checks import check_activation
from ...engine.module import Module
from ...engine.options import in_place
from .sigmoid import logistic


@in_place
@differentiable
def silu(input):
    """Multiply every element x by sigmoid(x).

    Parameters
    ----------
    input : (...) float

    Returns
    -------
    output : (...) float

    References
    ----------
    Elfwing, Uchibe and Doya, Sigmoid-Weighted Linear Units for Neural Network Function
    Approximation in Reinforcement Learning, 2018, eqs. 8 and 10.
    """
    check_activation(input)
    gate = logistic(input)
    output = input * gate

    def backward(doutput):
        # d(x gate) = gate + x gate (1 - gate) = gate (1 + x (1 - gate))
        return (doutput * gate * (1 + input * (1 - gate)),)

    return output, backward


class SiLU(Module):
    """`silu` as a module, in place of its input if `inplace`."""

    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace

    def forward(self, input):
        """Multiply every element x by sigmoid(x)."""
        return silu(input, self.inplace)

    def extra_repr(self):
        """Return the options."""
        return "inplace=True" if self.inplace else ""
