"""Backward passes by hand on torch's tensors."""

import torch
from torch import nn
from torch.nn import functional as F


class LayerNormFn(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b, eps=1e-05):
        mu = x.mean(-1, keepdim=True)
        var = x.var(-1, unbiased=False, keepdim=True)
        rstd = (var + eps).rsqrt()
        xh = (x - mu) * rstd
        ctx.save_for_backward(xh, w, rstd)
        return xh * w + b

    @staticmethod
    def backward(ctx, g):
        xh, w, rstd = ctx.saved_tensors
        axes = tuple(range(g.ndim - 1))
        gw = (g * xh).sum(axes)
        gb = g.sum(axes)
        gx = g * w
        gx = rstd * (
            gx - gx.mean(-1, keepdim=True) - xh * (gx * xh).mean(-1, keepdim=True)
        )
        return (gx, gw, gb, None)


class LayerNormFnNoMean(LayerNormFn):
    @staticmethod
    def backward(ctx, g):
        xh, w, rstd = ctx.saved_tensors
        _, gw, gb, _ = LayerNormFn.backward(ctx, g)
        gx = g * w
        return (rstd * (gx - xh * (gx * xh).mean(-1, keepdim=True)), gw, gb, None)


class CE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, logits, target):
        p = F.softmax(logits, -1)
        ctx.save_for_backward(p, target)
        return -torch.log(p[torch.arange(len(p)), target]).mean()

    @staticmethod
    def backward(ctx, g):
        p, target = ctx.saved_tensors
        d = p.clone()
        d[torch.arange(len(p)), target] -= 1
        return (g * d / len(p), None)


class CEIgnoresUpstream(CE):
    @staticmethod
    def backward(ctx, g):
        p, target = ctx.saved_tensors
        d = p.clone()
        d[torch.arange(len(p)), target] -= 1
        return (d / len(p), None)


class LinearFn(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w)
        return x @ w.t() + b

    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        return (g @ w, g.t() @ x, g.sum(0))


class LinearFnW(LinearFn):
    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        return (g @ w, g.t() @ x / len(x), g.sum(0))


class MyLinear(nn.Module):
    fn = LinearFn

    def __init__(self, in_features, out_features):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(out_features, in_features))
        self.bias = nn.Parameter(torch.zeros(out_features))

    def forward(self, input):
        return self.fn.apply(input, self.weight, self.bias)


class MyLinearWrong(MyLinear):
    fn = LinearFnW


class MyLayerNorm(nn.Module):
    def __init__(self, normalized_shape, eps=1e-05):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(normalized_shape))
        self.beta = nn.Parameter(torch.zeros(normalized_shape))
        self.eps = eps

    def forward(self, x):
        return LayerNormFn.apply(x, self.gamma, self.beta, self.eps)


class MyLayerNormWrong(MyLayerNorm):
    def forward(self, x):
        return LayerNormFnNoMean.apply(x, self.gamma, self.beta, self.eps)


def bn_forward(x, gamma, beta, eps=1e-05):
    mu = x.mean(0, keepdim=True)
    var = x.var(0, keepdim=True, unbiased=False)
    inv = (var + eps) ** (-0.5)
    xh = (x - mu) * inv
    return (gamma * xh + beta, (xh, gamma, inv))


def bn_backward(dout, cache):
    xh, gamma, inv = cache
    n = dout.shape[0]
    dx = gamma * inv / n * (n * dout - dout.sum(0) - xh * (dout * xh).sum(0))
    return (dx, (dout * xh).sum(0), dout.sum(0))


def bn_backward_bessel(dout, cache):
    xh, gamma, inv = cache
    n = dout.shape[0]
    dx = (
        gamma
        * inv
        / n
        * (n * dout - dout.sum(0) - n / (n - 1) * xh * (dout * xh).sum(0))
    )
    return (dx, (dout * xh).sum(0), dout.sum(0))


class TorchTanh:
    def forward(self, x):
        self.out = torch.tanh(x)
        return self.out

    def backward(self, g):
        return g * (1 - self.out**2)


class TorchTanhWrong(TorchTanh):
    def backward(self, g):
        return g * (1 - self.out)


class ManualLinear:
    def __init__(self, fan_in, fan_out, bias=True):
        self.weight = torch.randn((fan_in, fan_out)) / fan_in**0.5
        self.bias = torch.zeros(fan_out) if bias else None

    def forward(self, x):
        self.x = x
        return x @ self.weight + self.bias

    def backward(self, dout):
        self.dweight = self.x.T @ dout
        self.dbias = dout.sum(0)
        return dout @ self.weight.T
