"""The affine map of a fully connected layer."""

from math import sqrt

from ..engine import init
from ..engine.arguments import checked
from ..engine.autograd import Parameter
from ..engine.checks import (
    check_not_bool,
    check_not_negative,
    check_same_dtype,
    check_shape,
)
from ..engine.creation import empty
from ..engine.module import Module


@checked("input", "weight", "bias")
def linear(input, weight, bias=None):
    """Apply the affine map input @ weight.T + bias to each row.

    Parameters
    ----------
    input : (..., in_features) float
    weight : (out_features, in_features) float, or (in_features,)
    bias : (out_features,) float, optional

    Returns
    -------
    output : (..., out_features) float

    Raises
    ------
    ValueError
        If the sizes do not match or the dtypes differ.
    """
    check_linear(input, weight, bias)
    output = input @ weight.T
    if bias is not None:
        output = output + bias
    return output


def check_linear(input, weight, bias):
    """Refuse bools and sizes that do not match."""
    check_same_dtype(input=input, weight=weight, bias=bias)
    check_not_bool("input", input)
    if weight.ndim not in (1, 2):
        raise ValueError(f"weight must have 1 or 2 dimensions, got {weight.ndim}")
    if input.ndim == 0 or input.shape[-1] != weight.shape[-1]:
        raise ValueError(
            f"input must have {weight.shape[-1]} features in its last dimension, "
            f"got shape {tuple(input.shape)}"
        )
    if bias is not None:
        check_shape("bias", bias, weight.shape[:-1])
        if weight.ndim == 1 and input.ndim == 2:
            raise ValueError("weight must have 2 dimensions beside a bias, got 1")


class Linear(Module):
    """The affine map `linear` with its weight and bias.

    Parameters
    ----------
    in_features, out_features : int
    bias : bool
        Whether to add a bias.
    device : device, default: the CPU
    dtype : dtype, optional

    Notes
    -----
    Both start uniform in +-1/sqrt(in_features).

    References
    ----------
    He et al., Delving Deep into Rectifiers, 2015, eq. 10, with the gain of torch.
    """

    def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
        super().__init__()
        check_not_negative("in_features", in_features)
        check_not_negative("out_features", out_features)
        self.in_features = in_features
        self.out_features = out_features
        place = {"device": device, "dtype": dtype}
        self.weight = Parameter(empty(out_features, in_features, **place))
        self.register_parameter(
            "bias", Parameter(empty(out_features, **place)) if bias else None
        )
        self.reset_parameters()

    def reset_parameters(self):
        """Draw the weight, then the bias."""
        init.kaiming_uniform_(self.weight, a=sqrt(5))
        if self.bias is not None:
            bound = 1 / sqrt(self.in_features) if self.in_features > 0 else 0
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input):
        """Map each row of input."""
        return linear(input, self.weight, self.bias)

    def extra_repr(self):
        """Return the sizes."""
        return (
            f"in_features={self.in_features}, out_features={self.out_features}, "
            f"bias={self.bias is not None}"
        )
