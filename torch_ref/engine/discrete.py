"""Random choices: bernoulli, multinomial, the noise of dropout."""

import torch
from torch import bernoulli, multinomial

__all__ = ["bernoulli", "bernoulli_", "dropout_noise", "multinomial"]


def bernoulli_(tensor, p=0.5, generator=None):
    """Fill `tensor` with 1 at probability p and else 0, and return it.

    Parameters
    ----------
    tensor : (...) any dtype
    p : float in [0, 1], or float Tensor of them that broadcasts to `tensor`
    generator : Generator, default: the one that `manual_seed` seeds
    """
    with torch.no_grad():
        return tensor.bernoulli_(p, generator=generator)


def dropout_noise(array, p, generator=None):
    """Return 0 with probability p and else 1 / (1 - p): shape and dtype of `array`.

    Draws nothing for p = 0, p = 1 and an empty array, as torch.

    Parameters
    ----------
    array : (...) float ndarray
    p : float in [0, 1]
    """
    noise = torch.empty_like(array)
    if p in (0, 1):
        return noise.fill_(1 - p)
    return noise.bernoulli_(1 - p, generator=generator).div_(1 - p)
