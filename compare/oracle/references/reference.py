"""What a reference is, and how its inputs are drawn."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

REFERENCES: dict = {}


@dataclass(frozen=True)
class Reference:
    """A torch function, how its inputs are drawn, and the same in NumPy by hand.

    `draw(random, rows, columns)` returns float64 arrays; `by_hand(*inputs, *upstream)`
    returns (outputs, gradients), two lists.
    """

    function: Callable
    draw: Callable
    by_hand: Callable


def reference(function, draw):
    """Register a function by hand as that of a torch function."""

    def register(by_hand):
        REFERENCES[by_hand.__name__] = Reference(function, draw, by_hand)
        return by_hand

    return register


def real(random, *shape):
    """Draw numbers of several kinds: scales, offsets, heavy tails, ties, zeros."""
    x = random.standard_normal(shape)
    kind = random.integers(6)
    if kind == 0:
        x = x * 10.0 ** random.uniform(-2, 2)
    elif kind == 1:
        x = x + 10.0 ** random.uniform(0, 2)
    elif kind == 2:
        x = x * np.exp(2 * random.standard_normal(shape))
    elif kind == 3:
        x = np.round(2 * x)
    if random.random() < 0.2:
        x = np.where(random.random(shape) < 0.3, 0.0, x)
    return x


def small(random, *shape):
    """Draw numbers of one scale."""
    return random.standard_normal(shape) * 10.0 ** random.uniform(-1, 0.5)


def rows_of(random, n, d):
    """Draw a matrix of several kinds."""
    return [real(random, n, d)]


def total(x, axis):
    """Sum along an axis from its end, one by one: another order than torch's."""
    turned = np.flip(np.cumsum(np.flip(x, axis), axis, dtype=x.dtype), axis)
    return turned.take([0], axis)


def stable_exp(x):
    """Return exp(x - max) of each row."""
    return np.exp(x - x.max(-1, keepdims=True))


def sigmoid(x):
    """Return the logistic function."""
    return 1 / (1 + np.exp(-x))
