"""Initial values of parameters; all fill `tensor` in place and return it."""

import math
import warnings

import numpy as np

from .autograd import Tensor
from .gaussian import normal_
from .matrix_init import dirac_, eye_, orthogonal_  # noqa: F401
from .memory import dense_like
from .uniform import target_of, uniform_

GAINS = {
    "linear": 1.0,
    "conv1d": 1.0,
    "conv2d": 1.0,
    "conv3d": 1.0,
    "conv_transpose1d": 1.0,
    "conv_transpose2d": 1.0,
    "conv_transpose3d": 1.0,
    "sigmoid": 1.0,
    "tanh": 5.0 / 3,
    "relu": math.sqrt(2.0),
    "selu": 3.0 / 4,
}


def calculate_gain(nonlinearity, param=None):
    """Return the factor by which a nonlinearity's weights make up for its shrinking.

    Parameters
    ----------
    nonlinearity : str
        "linear", "conv1d" ..., "sigmoid", "tanh", "relu", "leaky_relu" or "selu".
    param : float, default 0.01
        The negative slope of "leaky_relu".
    """
    if nonlinearity == "leaky_relu":
        slope = 0.01 if param is None else param
        if isinstance(slope, bool) or not isinstance(slope, (int, float)):
            raise ValueError(f"param must be the negative slope, a number, got {param}")
        return math.sqrt(2.0 / (1 + slope**2))
    if nonlinearity not in GAINS:
        raise ValueError(
            f"nonlinearity must be leaky_relu or one of {', '.join(GAINS)}, "
            f"got {nonlinearity!r}"
        )
    return GAINS[nonlinearity]


def constant_(tensor, val):
    """Fill `tensor` with the number `val`."""
    if isinstance(val, Tensor) and val.array.ndim == 0:
        val = val.item()
    if not isinstance(val, (int, float, np.number)):
        raise TypeError(f"val must be a number, got {val!r}")
    target_of(tensor)[...] = val
    return tensor


def ones_(tensor):
    """Fill `tensor` with ones."""
    return constant_(tensor, 1)


def zeros_(tensor):
    """Fill `tensor` with zeros."""
    return constant_(tensor, 0)


def xavier_uniform_(tensor, gain=1.0, generator=None):
    """Fill with U(-bound, bound), bound = gain * sqrt(6 / (fan_in + fan_out)).

    References
    ----------
    X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward
    neural networks", 2010, equation 16.
    """
    bound = math.sqrt(3.0) * xavier_std(tensor, gain)
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor, gain=1.0, generator=None):
    """Fill with N(0, std**2), std = gain * sqrt(2 / (fan_in + fan_out)).

    References
    ----------
    X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward
    neural networks", 2010, equation 12.
    """
    return normal_(tensor, 0.0, xavier_std(tensor, gain), generator)


def xavier_std(tensor, gain):
    """Return Glorot and Bengio's standard deviation."""
    fan_in, fan_out = fans(tensor)
    return gain * math.sqrt(2.0 / (fan_in + fan_out))


def kaiming_uniform_(
    tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None
):
    """Fill with U(-bound, bound), bound = gain * sqrt(3 / fan).

    Parameters
    ----------
    tensor : (out, in, ...) float
    a : float
        The negative slope of "leaky_relu".
    mode : "fan_in" or "fan_out"
        Which fan: the values keep their variance forward, or the gradients backward.
    nonlinearity : str
        As in `calculate_gain`.
    generator : Generator, default: the one that `manual_seed` seeds

    References
    ----------
    K. He et al., "Delving deep into rectifiers", 2015, equations 10 and 14.
    """
    if is_empty(tensor):
        return tensor
    bound = math.sqrt(3.0) * kaiming_std(tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None
):
    """Fill with N(0, std**2), std = gain / sqrt(fan).

    Parameters
    ----------
    tensor : (out, in, ...) float
    a : float
        The negative slope of "leaky_relu".
    mode : "fan_in" or "fan_out"
        Which fan: the values keep their variance forward, or the gradients backward.
    nonlinearity : str
        As in `calculate_gain`.
    generator : Generator, default: the one that `manual_seed` seeds

    References
    ----------
    K. He et al., "Delving deep into rectifiers", 2015, equations 10 and 14.
    """
    if is_empty(tensor):
        return tensor
    return normal_(tensor, 0.0, kaiming_std(tensor, a, mode, nonlinearity), generator)


def kaiming_std(tensor, a, mode, nonlinearity):
    """Return He's standard deviation."""
    if not isinstance(mode, str) or mode.lower() not in ("fan_in", "fan_out"):
        raise ValueError(f"mode must be fan_in or fan_out, got {mode!r}")
    fan_in, fan_out = fans(tensor)
    fan = fan_in if mode.lower() == "fan_in" else fan_out
    return calculate_gain(nonlinearity, a) / math.sqrt(fan)


def fans(tensor):
    """Return the numbers of inputs and outputs that one weight (out, in, ...) joins."""
    shape = target_of(tensor).shape
    if len(shape) < 2:
        raise ValueError(f"tensor must have at least 2 dimensions, got shape {shape}")
    receptive_field = math.prod(shape[2:])
    return shape[1] * receptive_field, shape[0] * receptive_field


def is_empty(tensor):
    """Return whether there is nothing to fill, with torch's warning."""
    if target_of(tensor).size:
        return False
    warnings.warn("Initializing zero-element tensors is a no-op", stacklevel=3)
    return True


def trunc_normal_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None):
    """Fill with N(mean, std**2), every value outside [a, b] drawn again.

    Where less than 0.3 of the distribution lies within [a, b], values are uniform on
    it and accepted with probability proportional to the density.

    Parameters
    ----------
    tensor : (...) float
    mean, std : float
    a, b : float
    generator : Generator, default: the one that `manual_seed` seeds
    """
    array = target_of(tensor)
    if mean < a - 2 * std or mean > b + 2 * std:
        warnings.warn(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. "
            "The distribution of values may be incorrect.",
            stacklevel=2,
        )
    inside = normal_cdf((b - mean) / std) - normal_cdf((a - mean) / std)
    if inside > 0.3:
        normal_(tensor, mean, std, generator)
        low, high = array.dtype.type(a), array.dtype.type(b)
        while (outside := (array < low) | (array > high)).any():
            again = normal_(
                Tensor(dense_like(array, array.dtype)), mean, std, generator
            ).array
            np.copyto(array, again, where=outside)
        return tensor
    log_peak = -0.5 * ((max(a, min(mean, b)) - mean) / std) ** 2
    pending = np.ones(array.shape, np.bool_)
    while pending.any():
        proposal = uniform_(
            Tensor(dense_like(array, array.dtype)), a, b, generator
        ).array
        accept = uniform_(
            Tensor(dense_like(array, array.dtype)), generator=generator
        ).array
        np.copyto(array, proposal, where=pending)
        log_density = ((proposal - mean) / std) ** 2 * -0.5 - log_peak
        with np.errstate(divide="ignore"):
            pending &= np.log(accept) > log_density
    return tensor


def normal_cdf(x):
    """Return the standard normal distribution function."""
    return (1.0 + math.erf(x / math.sqrt(2.0))) / 2.0
