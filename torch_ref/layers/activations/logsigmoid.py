"""The logarithm of the logistic sigmoid."""

import torch

from ...engine.arguments import checked
from ...engine.checks import check_activation
from ...engine.module import Module
from ...engine.select import choose


@checked
def logsigmoid(input):
    """Map every element x to log(sigmoid(x)) = -log(1 + exp(-x)).

    Parameters
    ----------
    input : (...) float
        Logits.

    Returns
    -------
    output : (...) float
        Logarithms of probabilities, nats.

    Notes
    -----
    Never log(sigmoid(x)), which is -inf as soon as the sigmoid underflows.

    References
    ----------
    Goodfellow, Bengio and Courville, Deep Learning, 2016, eqs. 3.38 to 3.40.
    """
    check_activation(input)
    decay = torch.exp(choose(input < 0, input, -input))  # exp(-|input|)
    output = choose(input < 0, input, 0) - torch.log1p(decay)
    return output


class LogSigmoid(Module):
    """`logsigmoid` as a module."""

    def forward(self, input):
        """Map logits to logarithms of probabilities."""
        return logsigmoid(input)
