"""Products that are added to a tensor, sums over several dimensions, distances."""

from math import prod

from . import matrices
from .autograd import checked
from .methods import method
from .norms import norm


def plus(input, product, beta, alpha):
    """Return beta * input + alpha * product; nothing of input where beta is 0."""
    product = product if alpha == 1 else product * alpha
    if beta == 0:
        return product
    return (input if beta == 1 else input * beta) + product


@method
@checked("input", "mat1", "mat2", beta=float, alpha=float)
def addmm(input, mat1, mat2, *, beta=1, alpha=1):
    """Return beta * input + alpha * mat1 @ mat2, of matrices."""
    return plus(input, matrices.mm(mat1, mat2), beta, alpha)


@method
@checked("input", "mat", "vec", beta=float, alpha=float)
def addmv(input, mat, vec, *, beta=1, alpha=1):
    """Return beta * input + alpha * mat @ vec."""
    return plus(input, matrices.mv(mat, vec), beta, alpha)


@method
@checked("input", "vec1", "vec2", beta=float, alpha=float)
def addr(input, vec1, vec2, *, beta=1, alpha=1):
    """Return beta * input + alpha * outer(vec1, vec2)."""
    return plus(input, matrices.outer(vec1, vec2), beta, alpha)


@method
@checked("input", "batch1", "batch2", beta=float, alpha=float)
def baddbmm(input, batch1, batch2, *, beta=1, alpha=1):
    """Return beta * input + alpha * batch1 @ batch2, of batches of matrices."""
    return plus(input, matrices.bmm(batch1, batch2), beta, alpha)


@method
@checked("input", "other")
def inner(input, other):
    """Return the sums of products over the last dimensions."""
    if input.array.ndim == 0 or other.array.ndim == 0:
        return input * other
    return tensordot(input, other, ([-1], [-1]))


@method
@checked("input", "other")
def kron(input, other):
    """Return each element of input times the whole of other, as blocks.

    Parameters
    ----------
    input : (a, b, ...)
    other : (c, d, ...)

    Returns
    -------
    (a * c, b * d, ...)
    """
    ndim = max(input.ndim, other.ndim)
    outer = (1,) * (ndim - input.ndim) + tuple(input.shape)
    inner = (1,) * (ndim - other.ndim) + tuple(other.shape)
    blocks = input.reshape([n for size in outer for n in (size, 1)]) * other.reshape(
        [n for size in inner for n in (1, size)]
    )
    return blocks.reshape([a * c for a, c in zip(outer, inner)])


@checked("a", "b", dims=object)
def tensordot(a, b, dims=2):
    """Return the sums of products over dimensions: so many, or those of two lists."""
    if isinstance(dims, int):
        if not 0 <= dims <= min(a.array.ndim, b.array.ndim):
            raise ValueError(f"dims must be at most the dimensions, got {dims}")
        dims = list(range(a.array.ndim - dims, a.array.ndim)), list(range(dims))
    left, right = ([d % t.array.ndim for d in ds] for ds, t in zip(dims, (a, b)))
    sizes = [a.array.shape[d] for d in left]
    if len(left) != len(right) or sizes != [b.array.shape[d] for d in right]:
        raise ValueError(f"the dimensions {dims} must have equal sizes")
    rows = [d for d in range(a.array.ndim) if d not in left]
    columns = [d for d in range(b.array.ndim) if d not in right]
    first = a.permute(*rows, *left).reshape(-1, prod(sizes)) if a.ndim else a
    second = b.permute(*right, *columns).reshape(prod(sizes), -1)
    shape = [a.array.shape[d] for d in rows] + [b.array.shape[d] for d in columns]
    return matrices.matmul(first, second).reshape(shape)


@method
@checked("input", "other")
def dist(input, other, p=2):
    """Return the p-norm of the difference."""
    return norm(input - other, float(p))


@checked("x1", "x2")
def cdist(x1, x2, p=2.0):
    """Return the p-norms of the differences of all pairs of rows."""
    if x1.array.ndim < 2 or x2.array.ndim < 2:
        raise ValueError(f"x1 and x2 must be matrices, got {x1.shape} and {x2.shape}")
    difference = x1[..., :, None, :] - x2[..., None, :, :]
    return norm(difference, p, -1)
