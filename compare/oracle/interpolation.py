"""Rules of interpolation: a sum of a few elements whose weights are rounded as well."""

import math

import numpy as np
import torch

from .bounded import Bounded, overflown
from .pooling import registered
from .structural import sampled

LARGEST = 1024  # elements of one image, beyond which the matrix is not written out
FORWARD = (
    *("upsample_linear1d", "upsample_bilinear2d", "upsample_trilinear3d"),
    "upsample_bicubic2d",
)
BACKWARD = tuple(f"{name}_backward" for name in FORWARD)


@registered(*FORWARD)
def interpolated(op, args, kwargs):
    """Bound an interpolation."""
    x, *rest = args
    size = x.shape[2:]
    return by_matrix(op, args, kwargs, size, lambda basis: op(basis, *rest), True)


@registered(*BACKWARD)
def interpolated_back(op, args, kwargs):
    """Bound what an interpolation sends back."""
    upstream, output, shape, *rest = args

    def call(basis):
        return op(basis, output, [len(basis), 1, *shape[2:]], *rest)

    return by_matrix(op, args, kwargs, upstream.shape[2:], call, False)


def by_matrix(op, args, kwargs, size, call, forward):
    """Bound a linear map of images by its matrix.

    A coordinate, scale * (i + 1/2) - 1/2, is off by three roundings of the size of an
    axis; no weight has a slope above 5 / 3 in it. So a pixel beside those that are
    mixed may be mixed in as well.
    """
    x, count = args[0], math.prod(size)
    if count > LARGEST or kwargs:
        return sampled(op, args, kwargs)
    basis = torch.eye(count, dtype=torch.float64).reshape(count, 1, *size)
    matrix = call(basis).reshape(count, -1).numpy()
    shape = (*x.shape[:2], *call(basis[:1]).shape[2:])
    sides = (*size, *shape[2:])
    near = (matrix != 0).reshape(*size, *shape[2:])
    ndim = len(size)
    for axis in range(ndim) if forward else range(ndim, 2 * ndim):
        near = beside(near, axis)
    slack = np.where(near.reshape(count, -1), 5.0 * sum(sides) + 16.0, 0.0)
    flat, error = x.value.reshape(-1, count), x.error.reshape(-1, count)
    sizes = np.abs(flat) + Bounded.U * error
    terms = int((matrix != 0).sum(0).max(initial=1)) + 2
    weights = np.abs(matrix)
    total = sizes @ (weights + Bounded.U * slack)
    bound = error @ weights + sizes @ slack + terms * (total + Bounded.ETA)
    bound = bound * (1 + terms * Bounded.U)
    value = (flat @ matrix).reshape(shape)
    return Bounded(value, overflown(total, bound).reshape(shape))


def beside(mask, axis):
    """Set also what is next to something that is set."""
    wide = np.swapaxes(mask, 0, axis).copy()
    was = wide.copy()
    wide[1:] |= was[:-1]
    wide[:-1] |= was[1:]
    return np.swapaxes(wide, 0, axis)
