"""Rules of convolutions and their gradients: sums of products, in any order."""

import numpy as np
import torch

from . import sums
from .aten import ADAPTED, add
from .bounded import value_of


def on_arrays(op, *rest):
    """Let an operation on two tensors work on arrays."""

    def product(x, y):
        x, y = (torch.from_numpy(np.array(a)) for a in (x, y))
        return op(x, y, *rest).numpy()

    return product


def convolution(x, weight, bias, *rest):
    """Bound a convolution, its bias perhaps first in the accumulator."""
    op = torch.ops.aten.convolution
    transposed, groups = rest[3], rest[5]
    terms = weight.size // weight.shape[0 if not transposed else 1]
    if transposed:
        terms //= groups
    result = sums.bilinear(on_arrays(op, None, *rest), x, weight, max(terms, 1))
    if bias is None:
        return result
    return add(result, bias.reshape(-1, *[1] * (result.ndim - 2)))


def convolution_backward(upstream, x, weight, bias_sizes, *rest):
    """Bound the three gradients of a convolution."""
    *options, (wants_x, wants_weight, wants_bias) = rest
    none = [False] * 3

    def gradient(index):
        mask = [*none[:index], True, *none[index + 1 :]]

        def product(a, b):
            a, b = (torch.from_numpy(np.array(t)) for t in (a, b))
            other = torch.from_numpy(value_of(x if index == 0 else weight))
            x_, weight_ = (other, b) if index == 0 else (b, other)
            op = torch.ops.aten.convolution_backward
            return op(a, x_, weight_, None, *options, mask)[index].numpy()

        return product

    channels = upstream.shape[1] if upstream.ndim > 1 else 1
    places = max(upstream.size // max(channels, 1), 1)
    kernel = max(weight.size // max(min(weight.shape[:2]), 1), 1)
    found = [None, None, None]
    if wants_x:
        found[0] = sums.bilinear(gradient(0), upstream, weight, kernel)
    if wants_weight:
        found[1] = sums.bilinear(gradient(1), upstream, x, places)
    if wants_bias:
        rest = tuple(i for i in range(upstream.ndim) if i != 1)
        found[2] = sums.total(upstream, rest)
    return found


ADAPTED["convolution"] = convolution
ADAPTED["convolution_backward"] = convolution_backward
