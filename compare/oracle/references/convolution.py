"""A convolution as a sum over the places of its kernel."""

import numpy as np
import torch.nn.functional as F

from .reference import real, reference, small


def images(random, n, d):
    """Draw images, kernels and a bias."""
    n, c = min(n, 4), min(d, 4)
    return [real(random, n, c, 5, 6), small(random, 3, c, 3, 3), small(random, 3)]


@reference(lambda x, w, b: F.conv2d(x, w, b, padding=1), images)
def conv2d(x, w, b, g):
    """Add up one product for each place of the kernel."""
    n, _, height, width = x.shape
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    y = np.zeros((n, len(w), height, width), x.dtype)
    dpadded, dw = np.zeros_like(padded), np.zeros_like(w)
    for i in range(3):
        for j in range(3):
            here = np.s_[:, :, i : i + height, j : j + width]
            kernel = w[:, :, i, j]
            y += np.einsum("nchw,oc->nohw", padded[here], kernel)
            dw[:, :, i, j] = np.einsum("nchw,nohw->oc", padded[here], g)
            dpadded[here] += np.einsum("nohw,oc->nchw", g, kernel)
    y = y + b[:, None, None]
    return [y], [dpadded[:, :, 1:-1, 1:-1], dw, g.sum((0, 2, 3))]
