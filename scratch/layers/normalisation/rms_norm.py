"""Root-mean-square normalisation: layer normalisation without the mean."""

from math import prod

import numpy as np

from ...engine import init
from ...engine.autograd import Parameter, differentiable
from ...engine.creation import ones
from ...engine.module import Module
from ...engine.sums import inner
from .layer_norm import check_layer_norm, check_normalized_shape


@differentiable("input", "weight", eps=float)
def rms_norm(input, normalized_shape, weight=None, eps=None):
    """Divide each example by the root of its mean square, then scale it.

    Parameters
    ----------
    input : (..., *normalized_shape) float
    normalized_shape : tuple of int
        The sizes of the dimensions that are normalised together.
    weight : (*normalized_shape) float, optional
    eps : float, optional
        Added to the mean square; the machine epsilon of the dtype where left out.

    Raises
    ------
    ValueError
        If sizes or dtypes differ.

    References
    ----------
    Zhang and Sennrich, Root Mean Square Layer Normalization, 2019, eq. 4.
    """
    shape = check_layer_norm(input, normalized_shape, weight, None)
    eps = np.finfo(input.dtype).eps if eps is None else eps
    axes = tuple(range(-len(shape), 0))
    n = prod(shape)
    square = inner(input, input, axes, keepdims=True) / n
    rrms = 1 / np.sqrt(square + eps)
    xhat = input * rrms
    scale = 1 if weight is None else weight
    output = xhat * scale

    def backward(doutput):
        # output = weight xhat, the same weight for every example
        dweight = inner(doutput, xhat, tuple(range(input.ndim - len(shape))))
        # xhat keeps its length however input is stretched, so dxhat loses its part
        # along xhat: dinput = rrms (dxhat - xhat mean(dxhat xhat))
        dxhat = doutput * scale
        along = inner(dxhat, xhat, axes, keepdims=True) / n
        dinput = rrms * (dxhat - xhat * along)
        return dinput, None, dweight, None

    return output, backward


class RMSNorm(Module):
    """`rms_norm` with its weight.

    Parameters
    ----------
    normalized_shape : int or tuple of int
        The sizes of the last dimensions of the input.
    eps : float, optional
        Added to the mean square.
    elementwise_affine : bool
        Whether to scale.
    device : device, default: the CPU
    dtype : dtype, optional
    """

    def __init__(
        self,
        normalized_shape,
        eps=None,
        elementwise_affine=True,
        device=None,
        dtype=None,
    ):
        super().__init__()
        if isinstance(normalized_shape, int):
            normalized_shape = (normalized_shape,)
        self.normalized_shape = check_normalized_shape(normalized_shape)
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        shape, place = self.normalized_shape, {"device": device, "dtype": dtype}
        self.register_parameter(
            "weight", Parameter(ones(shape, **place)) if elementwise_affine else None
        )

    def reset_parameters(self):
        """Start again without scale."""
        if self.weight is not None:
            init.ones_(self.weight)

    def forward(self, input):
        """Normalise each example of input."""
        return rms_norm(input, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self):
        """Return the options."""
        return (
            f"{self.normalized_shape}, eps={self.eps}, "
            f"elementwise_affine={self.elementwise_affine}"
        )
