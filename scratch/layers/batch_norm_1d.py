"""Batch normalisation with its parameters and running statistics."""

from ..engine.autograd import Parameter
from ..engine.checks import check_has, check_not_negative
from ..engine.creation import ones, tensor, zeros
from ..engine.module import Module
from .batch_norm import batch_norm


class BatchNorm1d(Module):
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

    References
    ----------
    Ioffe and Szegedy, Batch Normalization, 2015, algorithms 1 and 2.
    """

    def __init__(
        self,
        num_features,
        eps=1e-5,
        momentum=0.1,
        affine=True,
        track_running_stats=True,
    ):
        super().__init__()
        check_not_negative("num_features", num_features)
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        self.affine = affine
        self.track_running_stats = track_running_stats
        for name, make in (("weight", ones), ("bias", zeros)):
            self.register_parameter(
                name, Parameter(make(num_features)) if affine else None
            )
        for name, make in (("running_mean", zeros), ("running_var", ones)):
            self.register_buffer(
                name, make(num_features) if track_running_stats else None
            )
        self.register_buffer(
            "num_batches_tracked", tensor(0) if track_running_stats else None
        )

    def reset_running_stats(self):
        """Forget every batch."""
        if self.track_running_stats:
            self.running_mean.zero_()
            self.running_var.fill_(1)
            self.num_batches_tracked.zero_()

    def forward(self, input):
        """Normalise input, in training updating the running statistics."""
        check_has("input", input, "ndim")
        if input.ndim not in (2, 3):
            raise ValueError(f"input must have 2 or 3 dimensions, got {input.ndim}")
        momentum = 0.0 if self.momentum is None else self.momentum
        if self.training and self.track_running_stats:
            self.num_batches_tracked.add_(1)
            if self.momentum is None:
                momentum = 1 / self.num_batches_tracked.item()
        tracked = self.track_running_stats or not self.training
        return batch_norm(
            input,
            self.running_mean if tracked else None,
            self.running_var if tracked else None,
            self.weight,
            self.bias,
            self.training or self.running_mean is None,
            momentum,
            self.eps,
        )

    def extra_repr(self):
        """Return the options."""
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, "
            f"affine={self.affine}, track_running_stats={self.track_running_stats}"
        )
