"""Argmax and hardmax: the hard decisions that softmax softens."""

import torch

from ...engine.arguments import checked
from ...engine.checks import check_dim, check_not_bool
from ...engine.module import Module


@checked
def argmax(input, dim=None, keepdim=False):
    """Return the index of the largest element, along dim or of all.

    Parameters
    ----------
    input : (...) float or int
    dim : int, optional
        None: the index into the flattened input.
    keepdim : bool
        Keep the reduced dimensions, of size 1.

    Returns
    -------
    output : int64
        The first of several maxima; NaN counts as the largest.

    Raises
    ------
    IndexError
        If input has no dimension dim, or there is no element to choose.

    Notes
    -----
    Piecewise constant: it has no gradient.
    """
    check_not_empty(input, dim)
    return input.argmax(dim, keepdim)


def check_not_empty(input, dim):
    """Refuse to choose among no elements, or along a dimension that is not there."""
    check_not_bool("input", input)
    if dim is not None:
        check_dim(dim, input.ndim)
    if 0 in (input.shape if dim is None else input.shape[dim:][:1]):
        raise IndexError(f"no largest element in shape {tuple(input.shape)}")


@checked
def hardmax(input, dim):
    """Put 1 at the largest element along dim, 0 elsewhere.

    Parameters
    ----------
    input : (...) float
        Logits.
    dim : int

    Returns
    -------
    output : (...) float
        One-hot along dim: 1 at the first of several maxima; NaN counts as the largest.

    Raises
    ------
    IndexError
        If input has no dimension dim, or the dimension is empty.

    Notes
    -----
    The limit of softmax(input / T, dim) as the temperature T goes to 0, where there is
    one maximum. Piecewise constant, so its gradient is 0.
    """
    check_dim(dim, input.ndim)
    check_not_empty(input, dim)
    rows = input.reshape(input.shape or (1,))
    first = rows.argmax(dim, keepdim=True)
    chosen = torch.zeros_like(rows, dtype=torch.bool).scatter(dim, first, True)
    output = rows.masked_fill(chosen, 1).masked_fill(~chosen, 0)
    output = output.reshape(input.shape)
    return output


class Hardmax(Module):
    """`hardmax` as a module.

    Parameters
    ----------
    dim : int
    """

    def __init__(self, dim):
        super().__init__()
        self.dim = dim

    def forward(self, input):
        """Put 1 at the largest element along dim, 0 elsewhere."""
        return hardmax(input, self.dim)
