"""The elastic net's step to exact zeros."""

from ..engine.checks import check_has, check_not_negative, check_probability
from ..engine.grad_mode import no_grad


@no_grad()
def proximal_elastic_net_(parameters, threshold, l1_ratio):
    """Move every element towards 0 by a share of the threshold, then shrink the rest.

    After a gradient step of rate lr on a loss this minimises, with threshold = lr *
    strength, the loss plus `elastic_net_penalty`. At l1_ratio 1 it is `proximal_l1_`.

    Parameters
    ----------
    parameters : iterable of Tensor
    threshold : float
        Not negative.
    l1_ratio : float
        In [0, 1].

    References
    ----------
    Parikh and Boyd, Proximal Algorithms, 2014, section 6.5.3.
    """
    check_not_negative("threshold", threshold)
    check_probability("l1_ratio", l1_ratio)
    for param in parameters:
        check_has("a parameter", param, "requires_grad")
        weight = param.data
        cut = threshold * l1_ratio
        weight -= weight.clamp(-cut, cut)
        weight /= 1 + threshold * (1 - l1_ratio)
