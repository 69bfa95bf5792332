"""Layer normalisation: each example standardised over its own features."""

from math import prod
from operator import index

import torch

from ...engine import init
from ...engine.arguments import checked
from ...engine.autograd import Parameter
from ...engine.checks import check_floating, check_same_dtype, check_shape
from ...engine.creation import ones, zeros
from ...engine.module import Module
from ...engine.sums import inner, total


@checked("input", "weight", "bias")
def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-5):
    """Give each example mean 0 and variance 1 over its last dimensions, then scale it.

    Parameters
    ----------
    input : (..., *normalized_shape) float
    normalized_shape : tuple of int
        The sizes of the dimensions that are standardised together.
    weight, bias : (*normalized_shape) float, optional
    eps : float
        Added to the variance, which is the biased one.

    Raises
    ------
    ValueError
        If sizes or dtypes differ.

    References
    ----------
    Ba, Kiros and Hinton, Layer Normalization, 2016, eq. 4.
    """
    shape = check_layer_norm(input, normalized_shape, weight, bias)
    axes = tuple(range(-len(shape), 0))
    n = prod(shape)
    centred = input - total(input, axes, keepdims=True) / n
    centred = centred - total(centred, axes, keepdims=True) / n  # what rounding left
    var = inner(centred, centred, axes, keepdims=True) / n
    rstd = 1 / torch.sqrt(var + eps)
    xhat = centred * rstd
    scale = 1 if weight is None else weight
    output = xhat * scale
    if bias is not None:
        output = output + bias
    return output


def check_layer_norm(input, normalized_shape, weight, bias):
    """Refuse sizes that do not match; return the shape as a tuple."""
    check_floating("input", input)
    check_same_dtype(input=input, weight=weight, bias=bias)
    shape = check_normalized_shape(normalized_shape)
    if tuple(input.shape[-len(shape) :]) != shape:
        raise ValueError(
            f"input must end in the dimensions {shape}, got shape {tuple(input.shape)}"
        )
    for name, tensor in (("weight", weight), ("bias", bias)):
        if tensor is not None:
            check_shape(name, tensor, shape)
    return shape


def check_normalized_shape(normalized_shape):
    """Refuse what is no sequence of sizes, and an empty one; return it as a tuple."""
    shape = tuple(map(index, normalized_shape))
    if any(isinstance(size, bool) for size in normalized_shape):
        raise TypeError(f"normalized_shape must be sizes, got {normalized_shape}")
    if not shape or min(shape) < 0:
        raise ValueError(f"normalized_shape must be one or more sizes, got {shape}")
    return shape


class LayerNorm(Module):
    """`layer_norm` with its weight and bias.

    Parameters
    ----------
    normalized_shape : int or tuple of int
        The sizes of the last dimensions of the input.
    eps : float
        Added to the variance.
    elementwise_affine : bool
        Whether to scale.
    bias : bool
        Whether to shift, where it scales.
    device : device, default: the CPU
    dtype : dtype, optional
    """

    def __init__(
        self,
        normalized_shape,
        eps=1e-5,
        elementwise_affine=True,
        bias=True,
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
        weight = Parameter(ones(shape, **place)) if elementwise_affine else None
        shift = elementwise_affine and bias
        self.register_parameter("weight", weight)
        self.register_parameter(
            "bias", Parameter(zeros(shape, **place)) if shift else None
        )

    def reset_parameters(self):
        """Start again without scale and shift."""
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def forward(self, input):
        """Normalise each example of input."""
        return layer_norm(
            input, self.normalized_shape, self.weight, self.bias, self.eps
        )

    def extra_repr(self):
        """Return the options."""
        return (
            f"{self.normalized_shape}, eps={self.eps}, "
            f"elementwise_affine={self.elementwise_affine}"
        )
