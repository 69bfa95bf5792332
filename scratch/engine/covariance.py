"""Covariances of variables, and their correlations."""

from .autograd import checked
from .checks import check_not_bool
from .methods import method


@method
@checked("input", "fweights?", "aweights?")
def cov(input, *, correction=1, fweights=None, aweights=None):
    """Return the covariances of variables, each a row of observations.

    Parameters
    ----------
    input : (variables, observations), or (observations,) of one
    correction : int
        What is subtracted from the number of observations.
    fweights : (observations,) int, optional
        How often each was observed.
    aweights : (observations,) float, optional
        How much each counts.

    Returns
    -------
    (variables, variables), () for one

    Raises
    ------
    ValueError
        If input has more dimensions or is a mask, or weights are negative or of
        another number.
    TypeError
        If weights are of another dtype.
    """
    if input.ndim > 2:
        raise ValueError(f"input must have at most 2 dimensions, got {input.ndim}")
    check_not_bool("input", input.array)
    rows = input if input.ndim == 2 else input.reshape(1, -1)
    for name, w, kinds in (("fweights", fweights, "iu"), ("aweights", aweights, "f")):
        check_weights(name, w, kinds, rows.shape[1])
    weights = fweights if aweights is None else aweights
    if fweights is not None and aweights is not None:
        weights = fweights * aweights
    total = rows.shape[1] if weights is None else weights.sum()
    weighted = rows if weights is None else rows * weights
    centred = rows - (weighted.sum(1) / total).unsqueeze(1)
    freedom = total - correction
    if aweights is not None and correction != 0:
        freedom = total - correction * (weights * aweights).sum() / total
    weighted = centred if weights is None else centred * weights
    freedom = freedom if weights is None else freedom.item()
    return (centred.mm(weighted.t()) / max(freedom, 0.0)).squeeze()


def check_weights(name, weights, kinds, count):
    """Refuse weights of another dtype or number, and negative ones."""
    if weights is None:
        return
    if weights.array.dtype.kind not in kinds:
        raise TypeError(f"{name} must not be of dtype {weights.dtype}")
    if weights.ndim > 1 or weights.numel() != count:
        raise ValueError(
            f"{name} must have shape ({count},), got {tuple(weights.shape)}"
        )
    if count and weights.array.min() < 0:
        raise ValueError(f"{name} must not be negative, got {weights.array.min()}")


@method
@checked
def corrcoef(input):
    """Return the correlations of variables, each a row of observations.

    Parameters
    ----------
    input : (variables, observations), or (observations,) of one

    Returns
    -------
    (variables, variables), () for one
    """
    covariance = cov(input)
    if covariance.ndim == 0:
        return covariance / covariance
    spread = covariance.diag().sqrt()
    return (covariance / spread.unsqueeze(1) / spread).clip(-1, 1)
