"""Determinants, solutions of linear equations, and norms of vectors and matrices."""

import numpy as np

from .arithmetic import unbroadcast
from .autograd import checked, differentiable
from .matrices import inverse
from .methods import method
from .norms import norm as norm_of_elements
from .reductions import amax, amin

inv = inverse


def check_square(op, array):
    """Refuse what is no square matrix of real numbers, or a batch of them."""
    if array.ndim < 2 or array.shape[-1] != array.shape[-2]:
        raise ValueError(f"{op} needs square matrices, got shape {array.shape}")
    if array.dtype.kind != "f":
        raise TypeError(f"{op} needs a floating-point tensor, got {array.dtype}")


@method
@differentiable
def det(input):
    """Return the determinant of a matrix, or of each of a batch.

    Raises
    ------
    ValueError
        If the matrices are not square.
    """
    check_square("det", input)
    output = np.linalg.det(input).astype(input.dtype)

    def backward(doutput):
        if input.shape[-1] == 1:
            return (doutput[..., None, None],)
        # Jacobi: d det(A) = det(A) A^-T : dA; as torch's, 0 for a singular matrix
        doutput, singular = doutput[..., None, None], (output == 0)[..., None, None]
        inverses = np.linalg.inv(np.where(singular, np.eye(input.shape[-1]), input))
        turned = inverses.astype(input.dtype).swapaxes(-1, -2)
        return (doutput * output[..., None, None] * turned,)

    return output, backward


@differentiable("A", "B")
def solve(A, B):
    """Return the solution X of A X = B, for one right side or for several columns.

    Parameters
    ----------
    A : (..., n, n) float
    B : (..., n, k) float, or (n,) and, for a batch of A, (..., n)

    Raises
    ------
    ValueError
        If a matrix is singular, or the shapes do not fit.
    """
    check_square("solve", A)
    one = B.ndim == 1 or (B.ndim == A.ndim - 1 and B.shape == A.shape[:-1])
    sides = B[..., None] if one else B
    try:
        output = np.linalg.solve(A, sides)
    except np.linalg.LinAlgError as error:
        raise ValueError(f"solve: {error}") from error

    def backward(doutput):
        # A dX = dB - dA X: back through A^T, then against the solution
        doutput = doutput[..., None] if one else doutput
        dsides = np.linalg.solve(A.swapaxes(-1, -2), doutput)
        dA = -dsides @ output.swapaxes(-1, -2)
        return unbroadcast(dA, A.shape), unbroadcast(dsides, sides.shape).reshape(
            B.shape
        )

    return (output[..., 0] if one else output), backward


@checked("x", ord=float)
def vector_norm(x, ord=2, dim=None, keepdim=False):
    """Return (sum |x|^ord)^(1/ord) over `dim` (default: all)."""
    return norm_of_elements(x, ord, dim, keepdim)


@checked("A", ord=object)
def norm(A, ord=None, dim=None, keepdim=False):
    """Return the norm of all elements, of vectors, or of matrices.

    Parameters
    ----------
    A : (...) float
    ord : float; for matrices "fro", inf, -inf, 1 or -1, optional
        Without it, the root of the sum of squares.
    dim : int, or two for matrices, optional
        Without it all elements, or with ord the one or two dimensions of A.
    keepdim : bool

    Raises
    ------
    ValueError
        If ord needs singular values ("nuc", 2 and -2 of matrices).
    """
    if ord is None:
        return norm_of_elements(A, 2.0, dim, keepdim)
    if dim is None:
        if A.ndim not in (1, 2):
            raise ValueError(f"ord needs 1 or 2 dimensions, got {A.ndim}: give dim")
        dim = tuple(range(A.ndim))
    dims = (dim,) if isinstance(dim, int) else tuple(dim)
    if len(dims) == 1:
        return norm_of_elements(A, ord, dims, keepdim)
    if ord == "fro":
        return norm_of_elements(A, 2.0, dims, keepdim)
    if isinstance(ord, str) or abs(ord) not in (1, np.inf):
        raise ValueError(f"ord must be fro, inf, -inf, 1 or -1 here, got {ord!r}")
    if A.ndim < 2:
        raise ValueError(f"a matrix needs 2 dimensions, got shape {tuple(A.shape)}")
    inner, outer = dims if abs(ord) == 1 else dims[::-1]
    sums = A.abs().sum(inner, keepdim=True)
    found = (amax if ord > 0 else amin)(sums, outer, keepdim=True)
    return found if keepdim else found.squeeze(dims)
