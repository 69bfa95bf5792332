"""Batch normalisation with its parameters and running statistics."""

from ...engine import init
from ...engine.autograd import Parameter
from ...engine.checks import check_has, check_not_negative
from ...engine.creation import ones, tensor, zeros
from ...engine.module import Module
from .batch_norm import batch_norm


class BatchNorm(Module):
    """`batch_norm` of inputs of `dims` dimensions."""

    def __init__(
        self,
        num_features,
        eps=1e-5,
        momentum=0.1,
        affine=True,
        track_running_stats=True,
        device=None,
        dtype=None,
        *,
        bias=True,
    ):
        super().__init__()
        check_not_negative("num_features", num_features)
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        self.affine = affine
        self.track_running_stats = track_running_stats
        place = {"device": device, "dtype": dtype}
        for name, make, wanted in (("weight", ones, True), ("bias", zeros, bias)):
            given = affine and wanted
            self.register_parameter(
                name, Parameter(make(num_features, **place)) if given else None
            )
        for name, make in (("running_mean", zeros), ("running_var", ones)):
            self.register_buffer(
                name, make(num_features, **place) if track_running_stats else None
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

    def reset_parameters(self):
        """Start again, without scale, shift and memory of batches."""
        self.reset_running_stats()
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def check_dims(self, input):
        """Refuse an input of other dimensions."""
        check_has("input", input, "ndim")
        if input.ndim not in self.dims:
            allowed = " or ".join(map(str, self.dims))
            raise ValueError(f"input must have {allowed} dimensions, got {input.ndim}")

    def forward(self, input):
        """Normalise input, in training updating the running statistics."""
        self.check_dims(input)
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
            f"affine={self.affine}, bias={self.bias is not None}, "
            f"track_running_stats={self.track_running_stats}"
        )
