"""The affine map whose width is that of its first input."""

from ..engine.checks import check_has
from ..engine.creation import empty
from .linear import Linear


class LazyLinear(Linear):
    """A `Linear` that takes in_features from its first input, and is one from then on.

    Parameters
    ----------
    out_features : int
    bias : bool
        Whether to add a bias.
    device : device, default: the CPU
    dtype : dtype, optional
    """

    def __init__(self, out_features, bias=True, device=None, dtype=None):
        super().__init__(0, out_features, bias, device, dtype)

    def reset_parameters(self):
        """Draw the weight, then the bias, once the width is known."""
        if self.in_features > 0:
            super().reset_parameters()

    def forward(self, input):
        """Map each row of input, the first time after drawing the parameters."""
        check_has("input", input, "requires_grad")
        if input.ndim == 0:
            raise ValueError("input must have at least 1 dimension, got 0")
        self.in_features = input.shape[-1]
        sizes = self.out_features, self.in_features
        self.weight.data = empty(*sizes, dtype=self.weight.dtype)
        self.reset_parameters()
        self.__class__ = Linear
        return Linear.forward(self, input)
