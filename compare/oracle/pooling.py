"""Rules of operations that choose, or that sum with weights that are not negative."""

import math

import numpy as np
import torch

from .bounded import Bounded, overflown
from .structural import lift, mapped, tensor

REGISTERED: dict = {}


def registered(*names):
    """Register the rule, called with the operation, of aten names."""

    def register(rule):
        REGISTERED.update(dict.fromkeys(names, rule))
        return rule

    return register


@registered("max", "min", "sort", "topk", "kthvalue", "median", "mode", "msort")
def chosen(op, args, kwargs):
    """Bound what is chosen by size: never off by more than the worst along the axis."""
    x = args[0]
    if any(isinstance(a, Bounded) for a in args[1:]):
        between = np.maximum if op.overloadpacket.__name__ == "max" else np.minimum
        return between(*args)
    made = op(*mapped(tensor, args), **kwargs)
    outputs = [made] if isinstance(made, torch.Tensor) else list(made)
    values = lift(outputs[0]).value
    if isinstance(made, torch.Tensor) and not values.ndim:
        error = x.error.max(initial=0.0)
    else:
        error = x.error.max(axis_of(op, args, kwargs), keepdims=True, initial=0.0)
        error = error if values.ndim == x.ndim else error.reshape(values.shape)
    outputs[0] = Bounded(values, np.broadcast_to(error, values.shape).copy())
    return outputs[0] if isinstance(made, torch.Tensor) else outputs


def axis_of(op, args, kwargs) -> int | None:
    """Return the axis along which an operation chooses."""
    if not args[0].ndim:
        return None
    names = [a.name for a in op._schema.arguments]
    given = dict(zip(names, args)) | kwargs
    return given.get("dim", -1)


@registered("avg_pool1d", "avg_pool2d", "avg_pool3d")
def averaged(op, args, kwargs):
    """Bound the mean of a window."""
    return weighted(op, args, kwargs, math.prod(args[1]) + 2)


@registered("avg_pool2d_backward", "avg_pool3d_backward")
def spread_back(op, args, kwargs):
    """Bound what the windows of a mean send back."""
    return weighted(op, args, kwargs, math.prod(args[2]) + 2)


@registered("max_pool2d_with_indices_backward", "max_pool3d_with_indices_backward")
def sent_back(op, args, kwargs):
    """Bound what the windows of a maximum send back."""
    return weighted(op, args, kwargs, math.prod(args[2]))


@registered("_adaptive_avg_pool2d", "_adaptive_avg_pool3d")
def adapted(op, args, kwargs):
    """Bound the mean of windows as large as the image at most."""
    return weighted(op, args, kwargs, math.prod(args[0].shape[-len(args[1]) :]) + 2)


@registered("_adaptive_avg_pool2d_backward", "_adaptive_avg_pool3d_backward")
def adapted_back(op, args, kwargs):
    """Bound what windows send back, each element to a few."""
    ndim = 3 if "3d" in op.overloadpacket.__name__ else 2
    return weighted(op, args, kwargs, math.prod(args[0].shape[-ndim:]) + 2)


@registered("upsample_nearest1d_backward", "upsample_nearest2d_backward")
@registered("upsample_nearest3d_backward", "_upsample_nearest_exact1d_backward")
@registered("_upsample_nearest_exact2d_backward", "col2im")
def summed_back(op, args, kwargs):
    """Bound a sum of elements of the first operand."""
    return weighted(op, args, kwargs, max(args[0].size, 1))


def weighted(op, args, kwargs, terms):
    """Bound sums, with weights that are not negative, of elements of one operand."""
    x, *rest = args

    def call(array):
        others = mapped(tensor, rest)
        return op(torch.from_numpy(np.ascontiguousarray(array)), *others, **kwargs)

    value, error = call(x.value).numpy(), call(x.error).numpy()
    sizes = call(np.abs(x.value)).numpy() + Bounded.U * error
    error = error + terms * (sizes + Bounded.ETA) * (1 + terms * Bounded.U)
    return Bounded(value, overflown(sizes, error))
