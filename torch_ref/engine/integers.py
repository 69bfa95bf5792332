"""Random integers and permutations: randint, random_, randperm."""

import torch
from torch import randint, randint_like, randperm

__all__ = ["randint", "randint_like", "random_", "randperm"]


def random_(tensor, low=None, high=None, generator=None):
    """Fill `tensor` with random integers, low <= integer < high, and return it.

    Parameters
    ----------
    tensor : (...) any dtype
    low, high : int
        One of them alone is `high`; without both, an integer type gets its numbers
        from 0 on, a floating-point type 0 to 2**24 (float32) or 2**53 (float64).
    generator : Generator, default: the one that `manual_seed` seeds
    """
    bounds = [bound for bound in (low, high) if bound is not None]
    with torch.no_grad():
        return tensor.random_(*bounds, generator=generator)
