"""Which fused operations a trace takes apart, and how where torch has no way."""

import math

import torch
from torch._decomp import core_aten_decompositions, get_decompositions

aten = torch.ops.aten
FUSED = (
    "_softmax _softmax_backward_data _log_softmax _log_softmax_backward_data",
    "native_layer_norm native_layer_norm_backward native_batch_norm",
    "native_batch_norm_backward _native_batch_norm_legit",
    "_native_batch_norm_legit_functional _native_batch_norm_legit_no_training",
    "native_group_norm native_group_norm_backward _fused_rms_norm",
    "_fused_rms_norm_backward _weight_norm_interface",
    "gelu gelu_backward sigmoid_backward tanh_backward threshold_backward silu",
    "silu_backward elu elu_backward softplus softplus_backward hardswish",
    "hardswish_backward mish mish_backward glu glu_backward log_sigmoid_forward",
    "log_sigmoid_backward hardtanh_backward leaky_relu leaky_relu_backward logit",
    "logit_backward nll_loss_forward nll_loss_backward nll_loss2d_forward",
    "nll_loss2d_backward mse_loss mse_loss_backward smooth_l1_loss",
    "smooth_l1_loss_backward huber_loss huber_loss_backward binary_cross_entropy",
    "binary_cross_entropy_backward embedding embedding_dense_backward rsub",
    "slice_backward select_backward unfold_backward diagonal_backward trace norm",
    "frobenius_norm addcmul addcdiv",
)
ONE_ACCUMULATOR = ("addmm", "baddbmm", "addmv")  # a product with its bias

DRAWING = ("bernoulli", "bernoulli_", "native_dropout", "uniform", "uniform_")


def size(x, dims) -> int:
    """Return how many elements are reduced to one."""
    return math.prod(x.shape[d] for d in dims) if x.ndim else 1


def every(x, dims):
    """Return the axes that are meant."""
    return list(dims) if dims else list(range(x.ndim))


def variance(x, dim=None, *, correction=1, keepdim=False):
    """Centre, square, sum, divide."""
    dims = every(x, dim)
    centred = x - x.mean(dims, keepdim=True)
    freedom = size(x, dims) - (1 if correction is None else correction)
    return (centred * centred).sum(dims, keepdim=keepdim) / max(freedom, 0)


def variance_mean(x, dim=None, *, correction=1, keepdim=False):
    """Return variance and mean."""
    dims = every(x, dim)
    found = variance(x, dims, correction=correction, keepdim=keepdim)
    return found, x.mean(dims, keepdim=keepdim)


def batch_norm(x, weight, bias, mean, var, training, momentum, eps):
    """Normalise columns as torch does: one multiplication and one addition.

    Its bound covers (x - mean) * rstd * weight + bias as well.
    """
    dims = [d for d in range(x.ndim) if d != 1]
    shape = [1, -1, *[1] * (x.ndim - 2)]
    if training:
        centre = x.mean(dims)
        centred = x - centre.view(shape)
        found = (centred * centred).sum(dims) / size(x, dims)
        rstd = (found + eps).rsqrt()
        if mean is not None:
            n = size(x, dims)
            mean.copy_(momentum * centre + (1 - momentum) * mean)
            var.copy_(momentum * (found * (n / max(n - 1, 1))) + (1 - momentum) * var)
    else:
        centre, rstd = mean, (var + eps).rsqrt()
    alpha = rstd if weight is None else rstd * weight
    beta = -centre * alpha if bias is None else bias - centre * alpha
    y = x * alpha.view(shape) + beta.view(shape)
    kept = (centre, rstd) if training else (x.new_zeros(0), x.new_zeros(0))
    return y, *kept


def vector_norm(x, ord=2, dim=None, keepdim=False, *, dtype=None):
    """Return the root of the sum of squares, or the sum of sizes."""
    dims = every(x, [dim] if isinstance(dim, int) else dim)
    if ord == 2:
        return (x * x).sum(dims, keepdim=keepdim).sqrt()
    if ord == 1:
        return x.abs().sum(dims, keepdim=keepdim)
    return NotImplemented


def cdist(a, b, p, mode):
    """Return the distances of rows."""
    if p != 2:
        return NotImplemented
    difference = a.unsqueeze(-2) - b.unsqueeze(-3)
    return (difference * difference).sum(-1).sqrt()


def cdist_backward(g, a, b, p, distance):
    """Return the gradient of distances; zero where two rows are equal."""
    if p != 2:
        return NotImplemented
    difference = a.unsqueeze(-2) - b.unsqueeze(-3)
    zero = torch.zeros_like(distance)
    share = torch.where(distance == 0, zero, g / distance)
    return (share.unsqueeze(-1) * difference).sum(-2)


def weight_norm_backward(grad, v, g, norms, dim):
    """Return the gradients of direction and length."""
    dims = [d for d in range(v.ndim) if d != dim]
    along = (grad * v).sum(dims, keepdim=True)
    dv = g / norms * (grad - v * (along / (norms * norms)))
    return dv, along / norms


def logsumexp(x, dim, keepdim=False):
    """Subtract the largest, exponentiate, sum, take the logarithm."""
    if x.ndim == 0:
        return x.clone()
    largest = x.amax(dim, keepdim=True)
    largest = torch.where(largest.abs() == math.inf, 0.0, largest)
    found = (x - largest).exp().sum(dim, keepdim=True).log() + largest
    return found if keepdim else found.squeeze(dim)


def table() -> dict:
    """Return torch's core decompositions with what they lack."""
    found = dict(core_aten_decompositions())
    fused = [
        getattr(aten, name) for name in " ".join(FUSED).split() if hasattr(aten, name)
    ]
    found.update(get_decompositions(fused))
    for name in (*ONE_ACCUMULATOR, *DRAWING):
        for overload in getattr(aten, name).overloads():
            found.pop(getattr(getattr(aten, name), overload), None)
    found[aten.var.correction] = variance
    found[aten.var_mean.correction] = variance_mean
    found[aten.linalg_vector_norm.default] = vector_norm
    found[aten._cdist_forward.default] = cdist
    found[aten._cdist_backward.default] = cdist_backward
    found[aten.native_batch_norm.default] = batch_norm
    found[aten._weight_norm_interface_backward.default] = weight_norm_backward
    found[aten.logsumexp.default] = logsumexp
    return found


TABLE = table()
