"""Batch normalisation of vectors and sequences."""

from .batch_norm_module import BatchNorm


class BatchNorm1d(BatchNorm):
    """`batch_norm` of (N, C) or (N, C, L) with its parameters and running statistics.

    Parameters
    ----------
    num_features : int
        C.
    eps : float
        Added to the variance.
    momentum : float or None
        Weight of the new value in the running statistics; None for the plain average
        of all batches.
    affine : bool
        Whether to scale and shift.
    track_running_stats : bool
        Whether to keep running statistics; without them evaluation, too, uses those
        of the batch.
    device : device, default: the CPU
    dtype : dtype, optional
    bias : bool
        Whether to shift, if `affine`.

    References
    ----------
    Ioffe and Szegedy, Batch Normalization, 2015, algorithms 1 and 2.
    """

    dims = (2, 3)
