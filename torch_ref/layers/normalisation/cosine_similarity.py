"""The cosine of the angle between two vectors."""

import torch

from ...engine.arguments import checked
from ...engine.checks import (
    check_dim,
    check_floating,
    check_not_negative,
    check_same_dtype,
)
from ...engine.module import Module
from ...engine.select import divisor


@checked("x1", "x2")
def cosine_similarity(x1, x2, dim=1, eps=1e-8):
    """Return the inner products along dim of x1 and x2, each divided by its length.

    Parameters
    ----------
    x1, x2 : (...) float
        Of shapes that broadcast.
    dim : int
        The dimension of a vector, counted where both are broadcast.
    eps : float
        The least length that is divided by.

    Returns
    -------
    output : (...) float
        In [-1, 1], without dimension dim.

    Notes
    -----
    A vector shorter than eps is divided by eps, which is held for its length in the
    gradient, as torch does.
    """
    shape = check_cosine_similarity(x1, x2, dim, eps)
    left, right = torch.broadcast_to(x1, shape), torch.broadcast_to(x2, shape)
    length1 = left.norm(2, dim, keepdim=True)
    length2 = right.norm(2, dim, keepdim=True)
    norm1, norm2 = divisor(length1, eps), divisor(length2, eps)
    unit1, unit2 = left / norm1, right / norm2
    output = (unit1 * unit2).sum(dim)
    return output


def check_cosine_similarity(x1, x2, dim, eps):
    """Refuse what has no such dimension; return the shape of both broadcast."""
    check_floating("x1", x1)
    check_not_negative("eps", eps)
    check_same_dtype(x1=x1, x2=x2)
    try:
        shape = torch.broadcast_shapes(x1.shape, x2.shape)
    except RuntimeError:
        raise ValueError(
            f"x1 and x2 must broadcast, got {tuple(x1.shape)} and {tuple(x2.shape)}"
        ) from None
    check_dim(dim, len(shape))
    if not shape:
        raise ValueError("x1 and x2 must be vectors, got numbers")
    return shape


class CosineSimilarity(Module):
    """`cosine_similarity` as a module.

    Parameters
    ----------
    dim : int
        The dimension of a vector.
    eps : float
        The least length that is divided by.
    """

    def __init__(self, dim=1, eps=1e-8):
        super().__init__()
        self.dim = dim
        self.eps = eps

    def forward(self, x1, x2):
        """Return the cosines of the angles."""
        return cosine_similarity(x1, x2, self.dim, self.eps)
