"""A layer norm as a learner might write it, mended."""

import numpy as np


def layer_norm_forward(x, gamma, beta, eps=1e-5):
    """Normalise every row, then scale and shift."""
    mean = x.mean(1, keepdims=True)
    rstd = 1 / np.sqrt(x.var(1, keepdims=True) + eps)
    xhat = (x - mean) * rstd
    return xhat * gamma + beta, (xhat, rstd, gamma)


def layer_norm_backward(dout, cache):
    """Return the gradients."""
    xhat, rstd, gamma = cache
    dgamma = (dout * xhat).sum(0)
    dbeta = dout.sum(0)
    dxhat = dout * gamma
    projection = xhat * (dxhat * xhat).mean(1, keepdims=True)
    dx = rstd * (dxhat - dxhat.mean(1, keepdims=True) - projection)
    return dx, dgamma, dbeta
