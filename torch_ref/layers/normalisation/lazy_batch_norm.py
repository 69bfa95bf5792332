"""Batch normalisations whose channels are those of their first input."""

from ...engine.creation import ones, zeros
from .batch_norm_1d import BatchNorm1d
from .batch_norm_2d import BatchNorm2d
from .batch_norm_3d import BatchNorm3d


class LazyBatchNorm:
    """What a batch normalisation does until its first input makes it `plain`."""

    def __init__(
        self,
        eps=1e-5,
        momentum=0.1,
        affine=True,
        track_running_stats=True,
        device=None,
        dtype=None,
        *,
        bias=True,
    ):
        super().__init__(
            0, eps, momentum, affine, track_running_stats, device, dtype, bias=bias
        )

    def forward(self, input):
        """Make parameters and statistics for the channels of input, then use them."""
        self.check_dims(input)
        channels = input.shape[1]
        if self.affine or self.track_running_stats:
            self.num_features = channels
        if self.weight is not None:
            self.weight.data = ones(channels, dtype=self.weight.dtype)
        if self.bias is not None:
            self.bias.data = zeros(channels, dtype=self.bias.dtype)
        if self.track_running_stats:
            dtype = self.running_mean.dtype
            self.running_mean = zeros(channels, dtype=dtype)
            self.running_var = ones(channels, dtype=dtype)
        self.__class__ = self.plain
        return self.forward(input)


class LazyBatchNorm1d(LazyBatchNorm, BatchNorm1d):
    """A `BatchNorm1d` that takes num_features from its first input.

    Parameters
    ----------
    eps, momentum, affine, track_running_stats, device, dtype, bias
        As in `BatchNorm1d`.
    """

    plain = BatchNorm1d


class LazyBatchNorm2d(LazyBatchNorm, BatchNorm2d):
    """A `BatchNorm2d` that takes num_features from its first input.

    Parameters
    ----------
    eps, momentum, affine, track_running_stats, device, dtype, bias
        As in `BatchNorm2d`.
    """

    plain = BatchNorm2d


class LazyBatchNorm3d(LazyBatchNorm, BatchNorm3d):
    """A `BatchNorm3d` that takes num_features from its first input.

    Parameters
    ----------
    eps, momentum, affine, track_running_stats, device, dtype, bias
        As in `BatchNorm3d`.
    """

    plain = BatchNorm3d
