"""Random numbers made from one uniform each: rand, uniform_, exponential_."""

import torch
from torch import rand, rand_like
from torch.nn.init import uniform_

__all__ = ["exponential_", "rand", "rand_like", "uniform_"]


def exponential_(tensor, lambd=1.0, generator=None):
    """Fill `tensor` with exponential random numbers of rate `lambd` and return it.

    Parameters
    ----------
    tensor : (...) float
    lambd : float
        Positive: one over the mean.
    generator : Generator, default: the one that `manual_seed` seeds
    """
    with torch.no_grad():
        return tensor.exponential_(lambd, generator=generator)
