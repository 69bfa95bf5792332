"""Steps that follow an optimiser's: to exact zeros, to bounded norms."""

from ..engine.checks import check_has, check_not_negative, check_positive
from ..engine.grad_mode import no_grad


@no_grad()
def proximal_l1_(parameters, threshold):
    """Move every element towards 0 by threshold, and to 0 if it is nearer than that.

    After a gradient step of rate lr on a loss this minimises, with threshold = lr *
    strength, the loss plus `l1_penalty`.

    Parameters
    ----------
    parameters : iterable of Tensor
    threshold : float
        Not negative.

    References
    ----------
    Parikh and Boyd, Proximal Algorithms, 2014, section 6.5.2.
    """
    check_not_negative("threshold", threshold)
    for param in parameters:
        check_has("a parameter", param, "requires_grad")
        weight = param.data
        weight -= weight.clamp(-threshold, threshold)


@no_grad()
def max_norm_(parameters, max_norm):
    """Scale down the weights into each unit whose Euclidean norm exceeds max_norm.

    Parameters
    ----------
    parameters : iterable of (units, ...) Tensor
        With 2 or more dimensions; the first one counts the units.
    max_norm : float
        Positive.

    References
    ----------
    Srivastava et al., Dropout, JMLR 15, 2014, section 5.1.
    """
    check_positive("max_norm", max_norm)
    for param in parameters:
        check_has("a parameter", param, "requires_grad")
        weight = param.data
        if weight.ndim < 2:
            raise ValueError(
                f"max_norm_ needs 2 or more dimensions, got shape {tuple(weight.shape)}"
            )
        incoming = tuple(range(1, weight.ndim))
        norm = (weight**2).sum(incoming, keepdim=True).sqrt()
        weight *= max_norm / norm.clamp(min=max_norm)
