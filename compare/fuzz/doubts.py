"""Where torch and a textbook part: what more may be wrong than rounding explains.

Functions of an operation's arguments and of its first result, in float64: the error to
be added, infinite where nothing can be known. `listed.UNCOMPARED` gives the reasons.
"""

import torch

from .grid import on_grid

SIGNLESS = (
    *("nll_loss_backward", "nll_loss2d_backward"),
    *("_log_softmax_backward_data", "_softmax_backward_data"),
)
LOSSES = ("nll_loss", "cross_entropy")  # of whole results


def unknown(where):
    """Return an infinite error where that holds, else none."""
    return torch.where(where, torch.inf, torch.zeros((), dtype=torch.float64))


def step(x):
    """Return the least number of a tensor's dtype that is not 0."""
    info = torch.finfo(x.dtype)
    return info.smallest_normal * info.eps


def far(out, x, weight, bias, mean, var, training, momentum, eps):
    """Doubt where that, or a parameter, overflows; and the sign of a 0."""
    shape = [1, -1] + [1] * (x.ndim - 2)
    infinite = torch.zeros(x.shape, dtype=torch.bool)
    for parameter in (weight, bias, *(() if training else (mean, var))):
        if parameter is not None:
            infinite = infinite | ~torch.isfinite(parameter).reshape(shape)
    signs = (out == 0).double() * step(x)
    if training or mean is None:
        return unknown(infinite) + signs
    size = (x.double() - mean.double().reshape(shape)).abs()
    scaled = size / (var.double() + eps).sqrt().reshape(shape)
    return unknown(infinite | (scaled > torch.finfo(x.dtype).max)) + signs


def infinite_logits(out, x, target, weight=None, pos_weight=None, reduction=1):
    """Doubt where a logit is infinite."""
    infinite = torch.isinf(x)
    return unknown(infinite if out.shape == x.shape else infinite.any())


def doubled(out, grad, x, target, reduction=1):
    """Doubt where twice a factor of the gradient overflows, and its last digits."""
    limit = torch.finfo(x.dtype).max / 2
    apart = (x.double() - target.double()).abs()
    lost = 2 * apart * step(x)
    return unknown((grad.double().abs() > limit) | (apart > limit)) + lost


def signs(out, *options, **keywords):
    """Doubt the sign of a 0."""
    return (out == 0).double() * step(out)


def running(out, x, *options, **keywords):
    """Add what a running mean and variance round that a textbook's do not."""
    share, largest = rounding(out, x)
    return share * out.double().abs() + (share * largest) ** 2


def running_root(out, x, *options, **keywords):
    """Add the same for its root."""
    share, largest = rounding(out, x)
    return share * (out.double().abs() + largest)


def rounding(out, x):
    """Return a relative error, and the largest element; 0 of equal, simple numbers."""
    share = 4 * max(x.numel() // out.numel(), 1) * torch.finfo(x.dtype).eps
    simple = x.min() == x.max() and bool(on_grid(x, 10).all()) and x.abs().max() < 100
    return share, 0.0 if simple else x.double().abs().max()


DOUBTS = {
    "native_batch_norm": far,
    "binary_cross_entropy_with_logits": infinite_logits,
    "mse_loss_backward": doubled,
    **dict.fromkeys(SIGNLESS, signs),
    "var": running,
    "std": running_root,
    "var_mean": running,
}
