"""Initial values that are matrices: the identity, and orthogonal ones."""

import numpy as np

from .autograd import Tensor
from .gaussian import normal_
from .uniform import target_of


def eye_(tensor):
    """Fill a matrix with the identity: as many inputs are passed on as possible."""
    array = target_of(tensor)
    if array.ndim != 2:
        raise ValueError(f"tensor must have 2 dimensions, got shape {array.shape}")
    array[...] = np.eye(*array.shape)
    return tensor


def dirac_(tensor, groups=1):
    """Fill kernels (out, in, ...) so that a convolution passes on its inputs.

    Parameters
    ----------
    tensor : (out, in, ...) float, of 1 to 3 dimensions of space
    groups : int
        Into how many groups the outputs fall.
    """
    array = target_of(tensor)
    if array.ndim not in (3, 4, 5):
        raise ValueError(f"tensor must have 3 to 5 dimensions, got {array.ndim}")
    if groups < 1 or len(array) % groups:
        raise ValueError(f"groups must divide {len(array)} outputs, got {groups}")
    array[...] = 0
    centre = tuple(size // 2 for size in array.shape[2:])
    each = len(array) // groups
    for output in range(len(array)):
        if output % each < array.shape[1]:
            array[(output, output % each, *centre)] = 1
    return tensor


def orthogonal_(tensor, gain=1, generator=None):
    """Fill with gain times a matrix whose rows, or columns, are orthonormal.

    Parameters
    ----------
    tensor : (out, in, ...) float
    gain : float
    generator : Generator, default: the one that `manual_seed` seeds

    References
    ----------
    Saxe et al., Exact solutions to the nonlinear dynamics of learning in deep linear
    neural networks, 2013. Mezzadri, How to generate random matrices from the classical
    compact groups, 2007: the signs of R's diagonal make them uniform.
    """
    array = target_of(tensor)
    if array.ndim < 2:
        raise ValueError(f"tensor must have 2 dimensions or more, got {array.shape}")
    if not array.size:
        return tensor
    flat = np.empty((len(array), array.size // len(array)), array.dtype)
    normal_(Tensor(flat), 0.0, 1.0, generator)
    wide = flat.shape[0] < flat.shape[1]
    q, r = np.linalg.qr(flat.T if wide else flat)
    q = q * np.sign(np.diagonal(r))
    array[...] = (q.T if wide else q).reshape(array.shape)
    array *= array.dtype.type(gain)
    return tensor
