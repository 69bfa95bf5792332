"""Axes turned, or not turned, where an image is cut into windows or into rows."""

import numpy as np


def pool(x):
    N, C, H, W = x.shape
    cut = x.reshape(N, C, H // 2, 2, W // 2, 2).transpose(0, 1, 2, 4, 3, 5)
    cut = cut.reshape(N, C, H // 2, W // 2, 4)
    return cut.max(-1), (cut.argmax(-1), x.shape)


def unpooled(dout, cache):
    place, (N, C, H, W) = cache
    out = np.zeros((N, C, H // 2, W // 2, 4))
    np.put_along_axis(out, place[..., None], dout[..., None], -1)
    return out.reshape(N, C, H // 2, W // 2, 2, 2)


def pool_back(dout, cache):
    return unpooled(dout, cache).transpose(0, 1, 2, 4, 3, 5).reshape(cache[1])


# The place in a window: row for column.
def pool_back_w(dout, cache):
    return unpooled(dout, cache).transpose(0, 1, 2, 5, 3, 4).reshape(cache[1])


def rows(x):
    return x.transpose(0, 2, 3, 1).reshape(-1, x.shape[1])


def norm(x, gamma, beta):
    N, C, H, W = x.shape
    flat = rows(x)
    var = flat.var(0) + 1e-5
    xhat = (flat - flat.mean(0)) / np.sqrt(var)
    out = gamma * xhat + beta
    return out.reshape(N, H, W, C).transpose(0, 3, 1, 2), (xhat, gamma, var)


def norm_rows(d, cache):
    xhat, gamma, var = cache
    dx = gamma / np.sqrt(var) * (d - d.mean(0) - xhat * (d * xhat).mean(0))
    return dx, (d * xhat).sum(0), d.sum(0)


def norm_back(dout, cache):
    N, C, H, W = dout.shape
    dx, dgamma, dbeta = norm_rows(rows(dout), cache)
    return dx.reshape(N, H, W, C).transpose(0, 3, 1, 2), dgamma, dbeta


# Rows of channels without a transpose.
def norm_back_w(dout, cache):
    N, C, H, W = dout.shape
    dx, dgamma, dbeta = norm_rows(dout.reshape(-1, C), cache)
    return dx.reshape(N, H, W, C).transpose(0, 3, 1, 2), dgamma, dbeta


# And back into an image without one.
def norm_back_shaped(dout, cache):
    dx, dgamma, dbeta = norm_rows(rows(dout), cache)
    return dx.reshape(dout.shape), dgamma, dbeta
