"""Random choices: bernoulli, multinomial, the noise of dropout."""

import math

import numpy as np

from .arguments import check_bool
from .autograd import Tensor, differentiable
from .generator import chosen
from .integers import integer
from .memory import dense_like, fill, fitting
from .uniform import (
    BLOCK,
    blocks,
    data_of,
    exponential_,
    fill_unit,
    floating,
    target_of,
)


def bernoulli(input, p=None, *, generator=None):
    """Return 1 with a probability and else 0, in the shape and dtype of `input`.

    Parameters
    ----------
    input : (...) Tensor
        The probabilities where p is left out, float; else only shape and dtype count.
    p : float in [0, 1]
    generator : Generator, default: the one that `manual_seed` seeds
    """
    array = data_of("input", input)
    output = Tensor(np.empty(array.shape, array.dtype))
    if p is None:
        return drawn(input, bernoulli_(output, input, generator).array)
    return bernoulli_(output, number_p(p), generator)


@differentiable
def drawn(input, output):
    """Return what was drawn with the probabilities input, with a gradient of 0."""
    return output, lambda doutput: (np.zeros_like(doutput), None)


def bernoulli_(tensor, p=0.5, generator=None):
    """Fill `tensor` with 1 at probability p and else 0, and return it.

    Parameters
    ----------
    tensor : (...) any dtype
    p : float in [0, 1], or float Tensor of them that broadcasts to `tensor`
    generator : Generator, default: the one that `manual_seed` seeds
    """
    array = target_of(tensor)
    if isinstance(p, Tensor):
        fill_bernoulli(array, p.array, chosen(generator))
    else:
        p = number_p(p)
        fill(
            array,
            chosen(generator),
            lambda out, generator: draw_bernoulli(out, p, 1, generator),
        )
    return tensor


def dropout_noise(array, p, generator=None):
    """Return 0 with probability p and else 1 / (1 - p): shape and dtype of `array`.

    Draws nothing for p = 0, p = 1 and an empty array, as torch.

    Parameters
    ----------
    array : (...) float ndarray
    p : float in [0, 1]
    """
    noise = dense_like(array, array.dtype)
    if p in (0, 1):
        noise[...] = 1 - p
        return noise
    kept = array.dtype.type(1) / array.dtype.type(1 - p)

    def draw(out, generator):
        draw_bernoulli(out, 1 - p, kept, generator)

    fill(noise, chosen(generator), draw)
    return noise


def draw_bernoulli(out, p, kept, generator):
    """Fill a flat array with `kept` at probability p and else 0."""
    threshold = math.ceil(p * 2.0**53)
    for block in blocks(out, BLOCK):
        words = generator.long_words(block.size)
        words &= 2**53 - 1
        np.multiply(words < threshold, kept, out=block, casting="unsafe")


def fill_bernoulli(array, p, generator):
    """Fill `array` at probabilities p, whose dtype decides how many bits are drawn."""
    floating(p.dtype)
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError(f"p must be in [0, 1], got {p[~((p >= 0) & (p <= 1))][0]}")
    if np.broadcast_shapes(array.shape, p.shape) != array.shape:
        raise ValueError(f"p of shape {p.shape} does not fit shape {array.shape}")
    unit = dense_like(array, p.dtype)
    fill(unit, generator, fill_unit)
    array[...] = unit < p


@fitting
def multinomial(input, num_samples, replacement=False, *, generator=None):
    """Return indices drawn with the probabilities that weights stand for.

    Parameters
    ----------
    input : (C,) or (N, C) float
        Weights, not negative, with a positive sum.
    num_samples : int
        How many in each row.
    replacement : bool
        Whether an index may come twice.
    generator : Generator, default: the one that `manual_seed` seeds

    Returns
    -------
    (num_samples,) or (N, num_samples) int64
    """
    check_bool("replacement", replacement)
    weights = data_of("input", input)
    floating(weights.dtype)
    num_samples = integer("num_samples", num_samples)
    if weights.ndim not in (1, 2):
        raise ValueError(f"input must have 1 or 2 dimensions, got {weights.ndim}")
    if num_samples < 1:
        raise ValueError(f"num_samples must be positive, got {num_samples}")
    if not replacement and num_samples > weights.shape[-1]:
        raise ValueError(
            f"num_samples must be at most {weights.shape[-1]} without replacement, "
            f"got {num_samples}"
        )
    if not ((weights >= 0) & np.isfinite(weights)).all():
        raise ValueError("input must hold finite weights that are not negative")
    if not (weights.sum(-1) > 0).all():
        raise ValueError("input must have a positive sum in every row")
    if replacement and num_samples > 1:
        return Tensor(by_inversion(weights, num_samples, chosen(generator)))
    race = exponential_(
        Tensor(dense_like(weights, weights.dtype)), 1.0, generator
    ).array
    with np.errstate(divide="ignore", invalid="ignore"):
        order = np.argsort(-(weights / race), -1, kind="stable")
    return Tensor(order[..., :num_samples].copy())


def by_inversion(weights, num_samples, generator):
    """Return samples: the first index at which the distribution reaches a uniform."""
    rows = weights.reshape(-1, weights.shape[-1])
    unit = np.empty((len(rows), num_samples))
    fill(unit, generator, fill_unit)
    samples = np.empty(unit.shape, np.int64)
    for row, u, sample in zip(rows, unit, samples):
        cumulative = np.cumsum(row)
        cumulative /= cumulative[-1]
        sample[:] = np.searchsorted(cumulative, u)
    return samples.reshape(*weights.shape[:-1], num_samples)


def number_p(p):
    """Return a probability that is a number."""
    if isinstance(p, bool) or not isinstance(p, (int, float, np.number)):
        raise TypeError(f"p must be a number, got {type(p).__name__}")
    if not 0 <= p <= 1:
        raise ValueError(f"p must be in [0, 1], got {p}")
    return float(p)
