"""The smooth rectifier."""

import torch

from ...engine.arguments import checked
from ...engine.checks import check_activation, check_not_zero
from ...engine.module import Module
from ...engine.select import choose


@checked
def softplus(input, beta=1.0, threshold=20.0):
    """Map every element x to log(1 + exp(beta x)) / beta.

    Parameters
    ----------
    input : (...) float
    beta : float
        The larger, the closer to relu; not 0.
    threshold : float
        Where beta x exceeds it, the output is x itself.

    Returns
    -------
    output : (...) float

    Raises
    ------
    ValueError
        If beta is 0.

    Notes
    -----
    Computed from exp(-|beta x|), so that thresholds above log(max float) are safe too.

    References
    ----------
    Dugas et al., Incorporating Second-Order Functional Knowledge for Better Option
    Pricing, 2001, eq. 5.
    """
    check_softplus(input, beta, threshold)
    scaled = input * beta
    decay = torch.exp(choose(scaled < 0, scaled, -scaled))  # exp(-|scaled|)
    smooth = (choose(scaled < 0, 0, scaled) + torch.log1p(decay)) / beta
    output = choose(scaled > threshold, input, smooth)
    return output


def check_softplus(input, beta, threshold):
    """Refuse an input that is not floating-point, infinite options and a beta of 0."""
    check_activation(input, beta=beta, threshold=threshold)
    check_not_zero("beta", beta)


class Softplus(Module):
    """`softplus` as a module."""

    def __init__(self, beta=1.0, threshold=20.0):
        super().__init__()
        check_not_zero("beta", beta)
        self.beta = beta
        self.threshold = threshold

    def forward(self, input):
        """Map every element x to log(1 + exp(beta x)) / beta."""
        return softplus(input, self.beta, self.threshold)

    def extra_repr(self):
        """Return the options."""
        return f"beta={self.beta}, threshold={self.threshold}"
