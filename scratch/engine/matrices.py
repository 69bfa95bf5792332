"""Products of vectors, matrices and tensors, and what a matrix is made of."""

import numpy as np

from . import arithmetic
from .autograd import checked, differentiable
from .methods import method


@method
@checked("input", "other")
def matmul(input, other):
    """Return input @ other.

    Raises
    ------
    ValueError
        If the dtypes differ, or the inner sizes.
    """
    a, b = input.array.dtype, other.array.dtype
    if a != b:
        raise ValueError(f"matmul needs one dtype, got {a} and {b}")
    if a.kind == "b":
        raise TypeError("matmul is not defined for bool tensors")
    return arithmetic.matmul(input, other)


def of_rank(name, left, right):
    """Return the product of operands that must have so many dimensions."""

    def product(input, other):
        for operand, rank in ((input, left), (other, right)):
            if operand.array.ndim != rank:
                raise ValueError(
                    f"{name} needs operands of {left} and {right} dimensions, "
                    f"got shapes {input.shape} and {other.shape}"
                )
        if left == right == 3 and len(input) != len(other):
            raise ValueError(f"{name} needs one number of matrices, got {input.shape}")
        return matmul(input, other)

    return product


@method
@checked("input", "mat2")
def mm(input, mat2):
    """Return the product of two matrices."""
    return of_rank("mm", 2, 2)(input, mat2)


@method
@checked("input", "mat2")
def bmm(input, mat2):
    """Return the products of two batches of matrices."""
    return of_rank("bmm", 3, 3)(input, mat2)


@method
@checked("input", "vec")
def mv(input, vec):
    """Return the product of a matrix and a vector."""
    return of_rank("mv", 2, 1)(input, vec)


@method
@checked("input", "tensor")
def dot(input, tensor):
    """Return the inner product of two vectors."""
    return of_rank("dot", 1, 1)(input, tensor)


@method
@checked("input", "vec2")
def outer(input, vec2):
    """Return the products of all pairs of elements of two vectors."""
    if input.array.ndim != 1 or vec2.array.ndim != 1:
        raise ValueError(f"outer needs vectors, got {input.shape} and {vec2.shape}")
    return input[:, None] * vec2


@method
@differentiable
def tril(input, diagonal=0):
    """Return the matrix with 0 above a diagonal."""
    check_matrix("tril", input)
    return np.tril(input, diagonal), lambda doutput: (np.tril(doutput, diagonal), None)


@method
@differentiable
def triu(input, diagonal=0):
    """Return the matrix with 0 below a diagonal."""
    check_matrix("triu", input)
    return np.triu(input, diagonal), lambda doutput: (np.triu(doutput, diagonal), None)


@method
@differentiable
def diag(input, diagonal=0):
    """Return the matrix with a vector on its diagonal, or the diagonal of a matrix."""
    if input.ndim not in (1, 2):
        raise ValueError(f"diag needs a vector or a matrix, got shape {input.shape}")

    def backward(doutput):
        if input.ndim == 1:
            return np.diagonal(doutput, diagonal), None
        dinput = np.zeros_like(input)
        length = len(doutput)
        rows, columns = np.arange(length), np.arange(length)
        dinput[rows + max(-diagonal, 0), columns + max(diagonal, 0)] = doutput
        return dinput, None

    output = np.diag(input, diagonal)
    return (output if input.ndim == 1 else output.copy()), backward


@method
@checked
def trace(input):
    """Return the sum of a matrix's diagonal."""
    check_matrix("trace", input.array, 2)
    return diag(input).sum()


@method
@differentiable
def inverse(input):
    """Return the inverse of a matrix, or of each of a batch.

    Raises
    ------
    ValueError
        If a matrix is singular, or not square.
    """
    check_matrix("inverse", input)
    if input.shape[-1] != input.shape[-2]:
        raise ValueError(f"inverse needs square matrices, got shape {input.shape}")
    if input.dtype.kind != "f":
        raise TypeError(f"inverse needs a floating-point tensor, got {input.dtype}")
    try:
        output = np.linalg.inv(input)
    except np.linalg.LinAlgError as error:
        raise ValueError(f"inverse: {error}") from error

    def backward(doutput):
        # d(A^-1) = -A^-1 dA A^-1
        turned = output.swapaxes(-1, -2)
        return (-(turned @ doutput @ turned),)

    return output, backward


def check_matrix(name, array, ndim=None):
    """Refuse what has no rows and columns."""
    if array.ndim < 2 or ndim not in (None, array.ndim):
        raise ValueError(f"{name} needs a matrix, got shape {array.shape}")
