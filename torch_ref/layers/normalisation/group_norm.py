"""Group normalisation: the channels of an example standardised group by group."""

from math import prod

import torch

from ...engine import init
from ...engine.arguments import check_integer, checked
from ...engine.autograd import Parameter
from ...engine.checks import (
    check_floating,
    check_not_negative,
    check_positive,
    check_same_dtype,
    check_shape,
)
from ...engine.creation import ones, zeros
from ...engine.module import Module
from ...engine.sums import inner, total


@checked("input", "weight", "bias", num_groups=int)
def group_norm(input, num_groups, weight=None, bias=None, eps=1e-5):
    """Give each group of channels mean 0 and variance 1, then scale each channel.

    Parameters
    ----------
    input : (N, C, ...) float
    num_groups : int
        A divisor of C.
    weight, bias : (C,) float, optional
    eps : float
        Added to the variance, which is the biased one.

    Raises
    ------
    ValueError
        If sizes or dtypes differ, or a batch of one has one value per group.

    References
    ----------
    Wu and He, Group Normalization, 2018, eq. 2 and 7.
    """
    check_group_norm(input, num_groups, weight, bias)
    n = prod(input.shape[1:]) // num_groups
    column = (-1,) + (1,) * (input.ndim - 2)
    groups = input.reshape(len(input), num_groups, n)
    centred = groups - total(groups, (2,), keepdims=True) / n
    centred = centred - total(centred, (2,), keepdims=True) / n  # what rounding left
    var = inner(centred, centred, (2,), keepdims=True) / n
    rstd = 1 / torch.sqrt(var + eps)
    xhat = (centred * rstd).reshape(input.shape)
    scale = 1 if weight is None else weight.reshape(column)
    output = xhat * scale
    if bias is not None:
        output = output + bias.reshape(column)
    return output


def check_group_norm(input, num_groups, weight, bias):
    """Refuse sizes that do not match."""
    check_floating("input", input)
    check_same_dtype(input=input, weight=weight, bias=bias)
    check_positive("num_groups", num_groups)
    if input.ndim < 2:
        raise ValueError(f"input must have at least 2 dimensions, got {input.ndim}")
    if input.shape[1] % num_groups:
        raise ValueError(
            f"num_groups must divide the {input.shape[1]} channels, got {num_groups}"
        )
    for name, tensor in (("weight", weight), ("bias", bias)):
        if tensor is not None:
            check_shape(name, tensor, input.shape[1:2])
    if prod(input.shape) == num_groups:
        raise ValueError(
            "normalising needs more than 1 value per group, "
            f"got input of shape {tuple(input.shape)}"
        )


class GroupNorm(Module):
    """`group_norm` with its weight and bias.

    Parameters
    ----------
    num_groups : int
        A divisor of num_channels.
    num_channels : int
    eps : float
        Added to the variance.
    affine : bool
        Whether to scale.
    device : device, default: the CPU
    dtype : dtype, optional
    bias : bool
        Whether to shift, where it scales.
    """

    def __init__(
        self,
        num_groups,
        num_channels,
        eps=1e-5,
        affine=True,
        device=None,
        dtype=None,
        *,
        bias=True,
    ):
        super().__init__()
        check_integer("num_channels", num_channels)
        check_integer("num_groups", num_groups)
        check_not_negative("num_channels", num_channels)
        check_positive("num_groups", num_groups)
        if num_channels % num_groups:
            raise ValueError(
                f"num_groups must divide the {num_channels} channels, got {num_groups}"
            )
        self.num_groups = num_groups
        self.num_channels = num_channels
        self.eps = eps
        self.affine = affine
        place = {"device": device, "dtype": dtype}
        self.register_parameter(
            "weight", Parameter(ones(num_channels, **place)) if affine else None
        )
        self.register_parameter(
            "bias", Parameter(zeros(num_channels, **place)) if affine and bias else None
        )

    def reset_parameters(self):
        """Start again without scale and shift."""
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def forward(self, input):
        """Normalise the groups of each example of input."""
        return group_norm(input, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self):
        """Return the options."""
        return (
            f"{self.num_groups}, {self.num_channels}, eps={self.eps}, "
            f"affine={self.affine}, bias={self.bias is not None}"
        )
