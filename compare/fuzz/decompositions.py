"""Fused operations of torch, forward and backward, in basic ones."""

import torch
from torch._decomp import get_decompositions

aten = torch.ops.aten
FUSED = (
    *("native_layer_norm", "native_layer_norm_backward", "native_batch_norm"),
    *("native_batch_norm_backward", "_softmax", "_log_softmax", "nll_loss_forward"),
    *("_softmax_backward_data", "_log_softmax_backward_data", "nll_loss_backward"),
    *("nll_loss2d_forward", "nll_loss2d_backward", "binary_cross_entropy"),
    *("binary_cross_entropy_backward", "mse_loss_backward", "huber_loss_backward"),
    *("smooth_l1_loss_backward", "binary_cross_entropy_with_logits"),
    *("_native_batch_norm_legit", "log_sigmoid_forward", "huber_loss"),
    *("smooth_l1_loss", "mse_loss", "var", "cudnn_batch_norm", "addcmul", "addcdiv"),
)


def chosen(grad, x, target, weight, reduction, ignore_index, total_weight):
    """Return nll_loss's gradient: nothing is multiplied where no class is chosen."""
    dim = 0 if x.ndim < 2 else 1
    if reduction == 1:  # mean
        grad = grad / total_weight
    kept = target != ignore_index
    index = torch.where(kept, target, 0).unsqueeze(dim)
    grad = torch.where(kept, -grad, 0.0)
    if weight is not None:
        grad = torch.where(kept, grad * weight[index.squeeze(dim)], 0.0)
    return torch.zeros_like(x).scatter(dim, index, grad.unsqueeze(dim))


TABLE = get_decompositions([getattr(aten, n) for n in FUSED])


def spread(x, dim=None, *, correction=None, keepdim=False):
    """Return the variance in basic operations."""
    dims = list(range(x.ndim)) if dim is None or not len(dim) else list(dim)
    n = 1
    for d in dims:
        n *= x.shape[d] if x.ndim else 1
    centred = x - x.sum(dims, keepdim=True) / n
    divisor = max(n - (1 if correction is None else correction), 0)
    return (centred * centred).sum(dims, keepdim=keepdim) / divisor


def deviation(*args, **keywords):
    """Return the standard deviation in basic operations."""
    return spread(*args, **keywords).sqrt()


def length(x, ord=2, dim=None, keepdim=False, *, dtype=None):
    """Return a norm in basic operations."""
    dims = list(range(x.ndim)) if dim is None else list(dim)
    if ord == 2:
        return (x * x).sum(dims, keepdim=keepdim).sqrt()
    if ord == 1:
        return x.abs().sum(dims, keepdim=keepdim)
    if abs(ord) == torch.inf:
        return getattr(x.abs(), "amax" if ord > 0 else "amin")(dims, keepdim=keepdim)
    return (x.abs() ** ord).sum(dims, keepdim=keepdim) ** (1 / ord)


def reduced(loss, reduction):
    """Return a loss, its mean or its sum."""
    return loss if reduction == 0 else loss.mean() if reduction == 1 else loss.sum()


def huber(x, y, reduction=1, delta=1.0):
    """Return the Huber loss in basic operations."""
    z = (x - y).abs()
    loss = torch.where(z <= delta, 0.5 * z * z, delta * (z - 0.5 * delta))
    return reduced(loss, reduction)


def smooth(x, y, reduction=1, beta=1.0):
    """Return the smooth L1 loss in basic operations."""
    z = (x - y).abs()
    return reduced(torch.where(z < beta, 0.5 * z * z / beta, z - 0.5 * beta), reduction)


def squares(x, y, reduction=1):
    """Return the squared error in basic operations."""
    return reduced((x - y) * (x - y), reduction)


def spread_and_mean(x, dim=None, *, correction=None, keepdim=False):
    """Return the variance and the mean in basic operations."""
    dims = list(range(x.ndim)) if dim is None else dim
    both = {"correction": correction, "keepdim": keepdim}
    return spread(x, dim, **both), x.mean(dims, keepdim)


def normalised(x, weight, bias, mean, var, training, momentum, eps):
    """Return what batch norm does, on the CPU, in basic operations."""
    shape = [1, -1] + [1] * (x.ndim - 2)
    dims = [d for d in range(x.ndim) if d != 1]
    own_mean, own_var = mean, var
    if training:
        n = x.numel() // max(x.shape[1], 1)
        own_mean = x.sum(dims) / n
        drift = (x - own_mean.reshape(shape)).sum(dims) / n  # of a textbook's mean
        own_mean = torch.where(own_mean.abs() < torch.inf, own_mean + drift, own_mean)
        own_var = ((x - own_mean.reshape(shape)) ** 2).sum(dims) / n
        if mean is not None:
            mean.copy_(mean * (1 - momentum) + momentum * own_mean)
        if var is not None:
            var.copy_(var * (1 - momentum) + momentum * own_var * (n / (n - 1)))
    scale = 1 / (own_var + eps).sqrt()
    alpha = scale if weight is None else scale * weight
    beta = -own_mean * alpha
    beta = beta if bias is None else beta + bias
    saved = (own_mean, scale) if training else (x.new_zeros(0), x.new_zeros(0))
    return x * alpha.reshape(shape) + beta.reshape(shape), *saved


def standardised_back(
    dy, x, weight, running_mean, running_var, mean, rstd, training, eps, mask
):
    """Return what batch norm's gradient is, by the paper, in basic operations."""
    shape = [1, -1] + [1] * (x.ndim - 2)
    dims = [d for d in range(x.ndim) if d != 1]
    n = x.numel() // max(x.shape[1], 1)
    if not training:
        mean, rstd = running_mean, 1 / (running_var + eps).sqrt()
    xhat = (x - mean.reshape(shape)) * rstd.reshape(shape)
    dbias, dweight = dy.sum(dims), (dy * xhat).sum(dims)
    scale = rstd if weight is None else rstd * weight
    dx = dy
    if training:
        dx = dy - (dbias / n).reshape(shape) - xhat * (dweight / n).reshape(shape)
    parts = dx * scale.reshape(shape), dweight, dbias
    return tuple(part if wanted else None for part, wanted in zip(parts, mask))


TABLE.update(
    {
        aten.mse_loss.default: squares,
        aten.huber_loss.default: huber,
        aten.smooth_l1_loss.default: smooth,
        aten.nll_loss_backward.default: chosen,
        aten.nll_loss2d_backward.default: chosen,
        aten.var.correction: spread,
        aten.std.correction: deviation,
        aten.var_mean.correction: spread_and_mean,
        aten.linalg_vector_norm.default: length,
        aten.native_batch_norm.default: normalised,
        aten.native_batch_norm_backward.default: standardised_back,
    }
)
